package sqlite

import "iter"

// batches yields what the function that start returns reads, batch after batch,
// until there is no more. No connection is held while the consumer has the word.
func batches[T any](start func() func() ([]T, error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		next := start()
		for {
			batch, err := next()
			if err != nil {
				var zero T
				yield(zero, err)
				return
			}
			for _, v := range batch {
				if !yield(v, nil) {
					return
				}
			}
			if len(batch) == 0 {
				return
			}
		}
	}
}
