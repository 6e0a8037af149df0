// Package nearest finds the known word that a misspelt one was probably meant to be, for "did you mean" in errors.
package nearest

import "github.com/hbollon/go-edlib"

// To returns the member of known with the smallest edit distance to word, and whether it is near enough to be worth
// suggesting: at most a third of the longer word's letters may differ, and at least one edit is always allowed.
// Among equally near words the first one in known wins, so a sorted list gives a stable answer.
func To(word string, known []string) (string, bool) {
	best, bestDistance := "", -1
	for _, candidate := range known {
		// Swaps of neighbours, the commonest typing slip, count as one edit.
		d := edlib.OSADamerauLevenshteinDistance(word, candidate)
		if bestDistance < 0 || d < bestDistance {
			best, bestDistance = candidate, d
		}
	}
	if bestDistance < 0 || bestDistance > tolerance(word, best) {
		return "", false
	}
	return best, true
}

// Hint is the tail of an error message: ", did you mean <word>" where To finds one, else the empty string.
func Hint(word string, known []string) string {
	if found, ok := To(word, known); ok {
		return ", did you mean " + found
	}
	return ""
}

func tolerance(a, b string) int {
	return max(1, max(len([]rune(a)), len([]rune(b)))/3)
}
