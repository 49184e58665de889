package mediasock

// A Handshake is what a service says of itself and of the user's standing: the
// root element of its answer and the handshake block in it (MS-114 to MS-136).
type Handshake struct {
	Service  Identity // of the root element
	Stat     Stat     // 0 when signed in, else why not; with Serial
	User     *User    // nil if the service names none
	APIs     APIs     // the methods offered, in the service's order of preference
	Sock     Sock     // protocols, mechanisms, ciphers, types, features
	Key      *Key     // the akey element; nil if none
	Endpoint string   // URL that the block was read from, after redirects (grammar of apis, 6)
	Elements []Element
}

// An Identity is what the root element says of a service (MS-43 to MS-46).
type Identity struct {
	Value   string // unique identifier that never changes: accounts and caches are keyed by it
	Title   string // display name, may change
	Version string // of MediaSock, "1.4"
}

// An Element is a custom element in the root; its name starts "x-" (MS-55).
type Element struct {
	Name  string
	Value string
}

// A User is an account of a service (MS-125). Name and Scope are known only
// where the account is kept; they do not cross the wire.
type User struct {
	ID   string // the value attribute
	Home string // URL of the account's public page
	Conf string // URL where the account is configured

	Name  string // the name that the user signs in with
	Scope Scope  // what the credential that was verified allows
}

// A Scope says what a credential allows; each includes those before it.
type Scope uint8

// The scopes, from the least to the most.
const (
	ScopeNone   Scope = iota
	ScopeRead         // see and search
	ScopeUpload       // and add media and taxa
	ScopeManage       // and change and delete, and manage the account
)

// A Key is the akey element: a token for later calls (MS-129, A-60).
type Key struct {
	Value  string
	Expiry Expiry
}
