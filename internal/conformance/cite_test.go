package conformance

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const (
	prefixes  = `(?:MS|A|X|XS|OM|OA|OS|AT|MR|LC|TG|PG|AP|TH|GD)`
	reference = `\b` + prefixes + `-[0-9]+\b`
	span      = reference + `(?: to ` + reference + `)?`
)

var (
	spans   = regexp.MustCompile(span)
	leading = regexp.MustCompile(`^(?:[\w ]+/)*(?:` + span + `(?:[ ,;:/+]|and )*)+`)
	within  = regexp.MustCompile(`\([^()]*\)`)
	segment = regexp.MustCompile(`^(` + prefixes + `)([0-9]+)$`)
)

// inText returns every number in a text; "MS-63 to MS-72" is ten of them.
func inText(text string) []string {
	var numbers []string
	for _, s := range spans.FindAllString(text, -1) {
		from, to, isRange := strings.Cut(s, " to ")
		if !isRange {
			to = from
		}
		numbers = append(numbers, between(from, to)...)
	}
	return numbers
}

// between returns the numbers of a range, or just its ends if they are no
// range that could be meant.
func between(from, to string) []string {
	prefix := prefixOf(from)
	first, err1 := strconv.Atoi(from[len(prefix)+1:])
	last, err2 := strconv.Atoi(to[len(prefixOf(to))+1:])
	if err1 != nil || err2 != nil || prefixOf(to) != prefix || last < first || last-first > 300 {
		return []string{from, to}
	}
	var numbers []string
	for n := first; n <= last; n++ {
		numbers = append(numbers, prefix+"-"+strconv.Itoa(n))
	}
	return numbers
}

// inString returns the numbers that a string of a test names: those that it
// begins with, be it within a subtest's path, and those in parentheses. Others
// may be data (OM-1 is a camera).
func inString(s string) []string {
	numbers := inText(leading.FindString(s))
	for _, p := range within.FindAllString(s, -1) {
		numbers = append(numbers, inText(p)...)
	}
	return numbers
}

// inName returns the numbers in a function's name: MS-48 of TestX_MS48. The
// suffix of an example has to begin in lower case, so there ms48 does too.
func inName(name string) []string {
	if strings.HasPrefix(name, "Example") {
		name = strings.ToUpper(name)
	}
	var numbers []string
	for _, s := range strings.Split(name, "_")[1:] {
		if m := segment.FindStringSubmatch(s); m != nil {
			numbers = append(numbers, m[1]+"-"+m[2])
		}
	}
	return numbers
}

func TestInString(t *testing.T) {
	for _, tt := range []struct {
		in   string
		want []string
	}{
		{"MS-48 one line", []string{"MS-48"}},
		{"MS-48", []string{"MS-48"}},
		{"A-33, A-34: states", []string{"A-33", "A-34"}},
		{"A-2 A-8 A-14 Has(%q)", []string{"A-2", "A-8", "A-14"}},
		{"MS-63 to MS-66, MS-76: states", []string{"MS-63", "MS-64", "MS-65", "MS-66", "MS-76"}},
		{"A-33 and X-1", []string{"A-33", "X-1"}},
		{"got %q, want %q (OM-25, OA-3) (AT-1)", []string{"OM-25", "OA-3", "AT-1"}},
		{"Taxa/A-53 twice", []string{"A-53"}},
		{"OLYMPUS OM-1", nil},
		{"SHA-1 and UTF-8", nil},
		{"MS-48b", nil},
		{" MS-48", nil},
		{"MS-9 to MS-2", []string{"MS-9", "MS-2"}},
		{"MS-9 to A-12", []string{"MS-9", "A-12"}},
		{"MS-1 to MS-99999999999999999999", []string{"MS-1", "MS-99999999999999999999"}},
	} {
		if got := inString(tt.in); !slices.Equal(got, tt.want) {
			t.Errorf("inString(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

func TestInName(t *testing.T) {
	for _, tt := range []struct {
		in   string
		want []string
	}{
		{"TestWriter_MS48_A28", []string{"MS-48", "A-28"}},
		{"FuzzList_A39", []string{"A-39"}},
		{"ExampleAPIs_Lookup_ms33", []string{"MS-33"}},
		{"Test_XS1", []string{"XS-1"}},
		{"TestPaper_A4Size", nil},
		{"TestMS48", nil},
		{"TestX_ms48", nil},
	} {
		if got := inName(tt.in); !slices.Equal(got, tt.want) {
			t.Errorf("inName(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

func FuzzInString(f *testing.F) {
	for _, s := range []string{"MS-48 x", "A-33, A-34: x", "x (OM-25 to OM-27)", "(((", "MS-1 to MS-0"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, number := range inString(s) {
			if !spans.MatchString(number) {
				t.Errorf("inString(%q) holds %q, which is no number", s, number)
			}
		}
	})
}
