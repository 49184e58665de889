package wire

// Limits bound what is read of a call. A field of zero has its default.
type Limits struct {
	Params  int   // parameters in a call; 256
	Name    int   // bytes of a parameter's name or a part's header; 4 KiB
	Value   int64 // bytes of one value; 1 MiB
	Text    int64 // bytes of all values together; 4 MiB
	Data    int64 // bytes of media.data; no limit
	Methods int   // methods in a combined call; 32
	Batch   int   // calls in a batch; 32
	Depth   int   // nesting of XML and JSON; 16
}

func (l Limits) withDefaults() Limits {
	l.Params = orDefault(l.Params, 256)
	l.Name = orDefault(l.Name, 4<<10)
	l.Value = orDefault(l.Value, 1<<20)
	l.Text = orDefault(l.Text, 4<<20)
	l.Data = orDefault(l.Data, 1<<62)
	l.Methods = orDefault(l.Methods, 32)
	l.Batch = orDefault(l.Batch, 32)
	l.Depth = orDefault(l.Depth, 16)
	return l
}

func orDefault[T int | int64](value, standard T) T {
	if value == 0 {
		return standard
	}
	return value
}
