package site

// Patterns returns the patterns of all routes, for the authorisation matrix.
func (s *Site) Patterns() []string { return s.mux.patterns }
