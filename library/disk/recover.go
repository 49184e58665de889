package disk

import "errors"

// recover lays out what an earlier process left. What cannot be laid out now,
// since the disk is full, is served from the segment until it can.
func (in *intake) recover() error {
	segments, err := in.store.readSegments()
	if err != nil {
		return err
	}
	for _, g := range segments {
		for _, r := range g.records {
			r.done = make(chan struct{})
			close(r.done)
			in.known[r.Digest] = r
		}
	}
	in.segments = segments
	if len(segments) == 0 {
		return nil
	}
	if err := in.settleAll(); err != nil {
		in.store.log.Error("small files of an earlier start are not laid out", "error", err)
		in.nudge()
	}
	return nil
}

// removeSegments removes the segments that are free.
func (in *intake) removeSegments() error {
	var errs []error
	for _, g := range in.free {
		errs = append(errs, g.file.Close(), in.store.fs.Remove(g.name))
	}
	in.free = nil
	return errors.Join(errs...)
}
