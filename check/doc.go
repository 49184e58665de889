// Package check tests a service against MediaSock 1.4 and its search against the
// Open Media Profile, as a validator tests a page: what is wrong, where, what the
// specification says, and how to mend it.
//
//	checker := &check.Checker{}
//	report, err := checker.Run(ctx, "https://example.com/", check.Options{})
//	for _, f := range report.Findings {
//		fmt.Println(f.Rule, f.Level, f.Place, f.Found)
//	}
//
// Every answer of the service is read twice: by the client of this project,
// which forgives much, and byte by byte by a scanner of its own, which forgives
// nothing and knows the line and column of all that it sees. What a reader
// survives may still break a program that cuts the answer apart line by line,
// and the specification is written for those too (MS-48 to MS-50).
//
// Without an account the check reads what strangers are told, and asks what a
// service must answer to a stranger: an unknown method, a wrong password, a
// mechanism that is not offered. [Options].Login adds the half that is seen
// signed in; Write uploads a picture into an album of its own. Nothing is
// changed without Write. The guesses at passwords are for names that nobody
// has, so no account is locked.
//
// Of the Profile it reads the description, pages of results, entries and their
// documents, with a strict reader of XML and rules of its own, and asks what a
// client would: the example, the next page by link and by template, a page past
// the end, a word that nobody has written. [Document] tests a single document
// that was fetched before.
//
// Rules are numbered as in doc/conformance.md. An error breaks the
// specification; a warning breaks what it leaves to reason, or what clients
// need; a note costs nothing but could be better.
package check
