// Package gcsblob leaves Google's state back end out: a Pulumi built here keeps its state in files.
package gcsblob

// Scheme is the one of URLs of this back end.
const Scheme = "gs"
