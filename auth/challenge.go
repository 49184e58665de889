package auth

import "strings"

// challengeRanks is how many ranks there are.
const challengeRanks = 5

// challengeRank returns where a WWW-Authenticate line stands among others.
func challengeRank(line string) int {
	scheme, rest, _ := strings.Cut(line, " ")
	switch {
	case strings.EqualFold(scheme, "wsse"):
		return 0
	case strings.EqualFold(scheme, "basic"):
		return 1
	case !strings.EqualFold(scheme, "digest"):
		return 2
	case strings.Contains(rest, "algorithm=MD5,") || strings.HasSuffix(rest, "algorithm=MD5"): // as digestChallenge writes it
		return 4
	}
	return 3
}
