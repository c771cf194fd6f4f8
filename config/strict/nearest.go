package strict

import "strings"

// Nearest returns the name that was most likely meant, or "" when none is close.
func Nearest(word string, names []string) string {
	best, least := "", 0
	plain := normal(word)
	for _, name := range names {
		d := distance(plain, normal(name))
		if allowed := min(3, max(1, max(len(word), len(name))/3)); d > allowed {
			continue
		}
		if best == "" || d < least || d == least && name < best {
			best, least = name, d
		}
	}
	return best
}

// normal makes statusToken, status-token and Status_Token the same.
func normal(word string) string {
	return strings.ToLower(strings.NewReplacer("_", "", "-", "", " ", "").Replace(word))
}

// distance counts the letters to add, drop, change or swap with their neighbour to get from one word to the other.
func distance(from, to string) int {
	a, b := []rune(from), []rune(to)
	if len(a) > 64 || len(b) > 64 {
		return 64
	}
	rows := make([][]int, len(a)+1)
	for i := range rows {
		rows[i] = make([]int, len(b)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			change := 1
			if a[i-1] == b[j-1] {
				change = 0
			}
			rows[i][j] = min(rows[i-1][j]+1, rows[i][j-1]+1, rows[i-1][j-1]+change)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				rows[i][j] = min(rows[i][j], rows[i-2][j-2]+1)
			}
		}
	}
	return rows[len(a)][len(b)]
}
