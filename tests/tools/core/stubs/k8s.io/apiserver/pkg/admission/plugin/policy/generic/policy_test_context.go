// Package generic does without the helper of its tests, which brings a fake client of every API group.
package generic
