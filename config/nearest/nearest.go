// Package nearest finds the known word that a misspelt one was probably meant to be, for "did you mean" in errors.
package nearest

// To returns the member of known with the smallest edit distance to word, and whether it is near enough to be worth
// suggesting: at most a third of the longer word's letters may differ, and at least one edit is always allowed.
// Among equally near words the first one in known wins, so a sorted list gives a stable answer.
func To(word string, known []string) (string, bool) {
	best, bestDistance := "", -1
	for _, candidate := range known {
		d := distance([]rune(word), []rune(candidate))
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

// distance is the optimal string alignment distance: insertions, deletions, substitutions, and swaps of neighbours
// (the commonest typing slip) each cost one. A letter in the wrong case costs one too.
func distance(a, b []rune) int {
	rows := [3][]int{make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)}
	for j := range rows[1] {
		rows[1][j] = j
	}
	for i := 1; i <= len(a); i++ {
		before, above, row := rows[(i+2)%3], rows[i%3], rows[(i+1)%3]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(above[j]+1, row[j-1]+1, above[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
	}
	return rows[(len(a)+1)%3][len(b)]
}
