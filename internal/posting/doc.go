// Package posting keeps sets of positions in memory, compact and quick to combine:
// which items of a library have a word, counted in the order of their dates.
// Positions are what Keys, a list of ascending numbers, counts.
package posting
