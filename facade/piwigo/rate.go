package piwigo

import (
	"strconv"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/library"
)

// maxRate is Piwigo's highest rate, as it is set up at first.
const maxRate = 5

// imageRate rates a photograph from 0 to 5. There is one rate, the owner's.
func imageRate(c *call) (any, error) {
	n, err := strconv.Atoi(c.args.get("rate"))
	if err != nil || n < 0 || n > maxRate {
		return nil, &fault{codeInvalid, "Invalid rate"}
	}
	old, err := c.one(c.args.get("image_id"))
	if err != nil {
		return nil, err
	}
	s, err := c.session()
	if err != nil {
		return nil, err
	}
	m := &mediasock.Media{ID: old.ID, Attributes: replaced(old.Attributes, mediasock.Attribute{Name: library.RatingAttribute, Value: strconv.Itoa(n)})}
	if _, err := mediasock.UpdateMedia(c.r.Context(), s, m, nil); err != nil {
		return nil, err
	}
	return object{{"score", n}, {"average", n}, {"count", 1}}, nil
}

// commentList says what a gallery says whose comments are switched off.
func commentList(*call) (any, error) { return nil, &fault{codeToken, "Comments are disabled"} }
