// Package immichwire is the part of Immich's HTTP API that uploads need, as its
// JSON: what facade/immich answers and services/immich reads. The two share it
// and never import each other.
//
// The facts are those of Immich's published API of versions 2 and 3, which differ
// little here: 3 has dropped deviceAssetId, tells a duration in another form, and
// names an album's owner among its users alone. What is written serves both.
package immichwire
