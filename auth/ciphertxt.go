package auth

// TXT returns ciph.txt: values as they are, the default (MS-209).
func TXT() Cipher {
	return Cipher{Sock: "ciph.txt", Write: plainText}
}

func plainText(username, password string) (string, string, error) { return username, password, nil }
