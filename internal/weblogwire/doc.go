// Package weblogwire holds what both ends of the weblog protocols say to each
// other: the values of XML-RPC as they are written, the codes of faults, dates,
// and Really Simple Discovery. Package wire reads.
//
// The numbers M-1 to M-8 and are of the requirements.
package weblogwire
