package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/mediasock/mediasock/upload"
)

// A reportFile is where upload --report writes what became of every file. nil
// writes nothing.
type reportFile struct {
	file *os.File
	err  error
}

func (p *program) openReport(name string) (*reportFile, error) {
	if name == "" {
		return nil, nil
	}
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("--report: %w", err)
	}
	return &reportFile{file: f}, nil
}

// reportLine is a line of the report.
type reportLine struct {
	Time time.Time `json:"time"`
	uploadLine
}

// add writes a line. The uploader calls it from one goroutine at a time.
func (r *reportFile) add(result upload.Result) {
	if r == nil || r.err != nil {
		return
	}
	line, err := json.Marshal(reportLine{time.Now().UTC(), lineOf(result)})
	if err == nil {
		_, err = r.file.Write(append(line, '\n'))
	}
	r.err = err
}

func (r *reportFile) close() error {
	if r == nil {
		return nil
	}
	if err := errors.Join(r.err, r.file.Close()); err != nil {
		return fmt.Errorf("--report: %w", err)
	}
	return nil
}
