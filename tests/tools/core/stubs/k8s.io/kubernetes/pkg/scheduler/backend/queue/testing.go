// Package queue does without the helper of tests, which brings a fake client of every API group.
package queue
