package openmedia_test

import (
	"net/http/httptest"
	"testing"
)

// BenchmarkHandler answers a page of twenty entries, without the network.
func BenchmarkHandler(b *testing.B) {
	h := newHandler()
	b.ReportAllocs()
	for b.Loop() {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest("GET", "/search?q=evening&count=20", nil))
		if w.Code != 200 {
			b.Fatal(w.Code)
		}
	}
}
