package auth

import "strings"

// challengeRank returns where a WWW-Authenticate line stands among others.
func challengeRank(line string) int {
	scheme, rest, _ := strings.Cut(line, " ")
	switch strings.ToLower(scheme) {
	case "wsse":
		return 0
	case "basic":
		return 1
	case "digest":
		if strings.Contains(rest+",", "algorithm=MD5,") { // as digestChallenge writes it
			return 4
		}
		return 3
	}
	return 2
}
