package icc

import "math"

// matrix has rows of columns.
type matrix [3][3]float64

func (m *matrix) times(v [3]float64) (out [3]float64) {
	for i, row := range m {
		out[i] = row[0]*v[0] + row[1]*v[1] + row[2]*v[2]
	}
	return out
}

func (m *matrix) product(n *matrix) (out matrix) {
	for i := range m {
		for j := range n {
			out[i][j] = m[i][0]*n[0][j] + m[i][1]*n[1][j] + m[i][2]*n[2][j]
		}
	}
	return out
}

// inverse returns false for a matrix that has none.
func (m *matrix) inverse() (out matrix, ok bool) {
	minor := func(i, j int) float64 {
		a, b, c, d := (i+1)%3, (i+2)%3, (j+1)%3, (j+2)%3
		return m[a][c]*m[b][d] - m[a][d]*m[b][c]
	}
	det := m[0][0]*minor(0, 0) + m[0][1]*minor(0, 1) + m[0][2]*minor(0, 2)
	if math.Abs(det) < 1e-9 || math.IsNaN(det) {
		return out, false
	}
	for i := range out {
		for j := range out[i] {
			out[j][i] = minor(i, j) / det
		}
	}
	return out, true
}
