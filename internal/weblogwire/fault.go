package weblogwire

// The codes of faults: those of WordPress, which are like HTTP's, and those that
// all XML-RPC shares.
const (
	CodeDenied    = 401 // this user may not
	CodeLogin     = 403 // wrong name or password
	CodeNotFound  = 404
	CodeDisabled  = 405 // XML-RPC is switched off
	CodeFailed    = 500
	CodeBusy      = 503 // later
	CodeTransport = -32300
	CodeParse     = -32700
	CodeRequest   = -32600
	CodeMethod    = -32601
	CodeParams    = -32602
)

// A Fault is an answer that tells what went wrong.
type Fault struct {
	Code int
	Text string
}

// Error returns the text.
func (f *Fault) Error() string { return "weblog: " + f.Text }

// Struct returns the struct that tells of it.
func (f *Fault) Struct() Struct {
	return Struct{{"faultCode", f.Code}, {"faultString", f.Text}}
}
