package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/mediasock/mediasock"
)

// Words with known frequencies, which the classes of queries ask for. Those of a
// kind are independent of each other.
const (
	rareWords, rareItems   = 40, 30
	someWords, someItems   = 20, 5_000
	oftenWords, oftenShare = 8, .06 // of all occasions
	everyWords, everyShare = 6, .25
	inOccasion             = .9 // of an occasion's items have its words
)

func rareWord(i int) string  { return fmt.Sprintf("rare%d", i) }
func someWord(i int) string  { return fmt.Sprintf("some%d", i) }
func oftenWord(i int) string { return fmt.Sprintf("often%d", i) }
func everyWord(i int) string { return fmt.Sprintf("every%d", i) }

// occasionWords returns the words that most items of an occasion have.
func (f *family) occasionWords() (words []string) {
	add := func(n int, share float64, word func(int) string) {
		for i := range n {
			if f.rand.Float64() < share {
				words = append(words, word(i))
			}
		}
	}
	add(everyWords, everyShare, everyWord)
	add(oftenWords, oftenShare, oftenWord)
	add(someWords, min(1, someItems/float64(f.items)), someWord)
	return words
}

func (f *family) keywords(o *occasion) (words mediasock.List) {
	for _, w := range o.words {
		if f.rand.Float64() < inOccasion {
			words = append(words, w)
		}
	}
	if n := f.rand.IntN(max(f.items/rareItems, 1)); n < rareWords {
		words = append(words, rareWord(n))
	}
	return words
}

// word returns a word of a language: the kth most frequent comes about 1/k as
// often as the first.
func (f *family) word() string { return spelled(int(f.zipf.Uint64())) }

// sentence has five words on average.
func (f *family) sentence() string {
	words := make([]string, 2+f.rand.IntN(7))
	for i := range words {
		words[i] = f.word()
	}
	return strings.Join(words, " ")
}

// spelled writes a number as a word.
func spelled(n int) string {
	syllables := []string{"ka", "lo", "mi", "ren", "su", "ta", "ve", "no", "dur", "pel"}
	var parts []string
	for first := true; first || n > 0; n /= 10 {
		parts, first = append(parts, syllables[n%10]), false
	}
	slices.Reverse(parts)
	return strings.Join(parts, "")
}
