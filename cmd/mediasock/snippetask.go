package main

import (
	"bufio"
	"fmt"
	"strings"
)

// questions asks for what the kind needs. An empty answer keeps what a flag said.
func (p *program) questions(s *snippet) error {
	in := bufio.NewReader(p.stdin)
	ask := func(question string, value *string) error {
		fmt.Fprintf(p.stderr, "%s [%s]: ", question, printable(*value))
		line, err := readLine(in)
		if line = strings.TrimSpace(line); line != "" {
			*value = line
		}
		return err
	}
	foreign, mechanisms := strings.Join(s.apis, " "), strings.Join(s.auth, ",")
	questions := []struct {
		text  string
		value *string
		kinds string
	}{
		{"Name of the site", &s.title, "xml html login upload"},
		{"Identifier that never changes, such as org.example", &s.id, "xml html login upload"},
		{"URL that takes uploads", &s.upload, "xml html login"},
		{"URL of the login page", &s.login, "xml html"},
		{"Mechanisms to sign in", &mechanisms, "xml html login"},
		{"Foreign APIs, as NAME:URL, by spaces", &foreign, "xml html login"},
	}
	for _, q := range questions {
		if strings.Contains(q.kinds, s.kind) {
			if err := ask(q.text, q.value); err != nil {
				return err
			}
		}
	}
	s.apis, s.auth = strings.Fields(foreign), strings.FieldsFunc(mechanisms, func(r rune) bool { return r == ',' || r == ' ' })
	return nil
}
