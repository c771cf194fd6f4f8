package config

import "github.com/deskhand/deskhand/config/strict"

// Changed names the keys whose values differ from those of an earlier configuration, such as connectors[support].mode; none when
// there is no earlier one. It names secrets that changed, and shows no value.
func (c *Config) Changed(earlier *Config) []string {
	if earlier == nil {
		return nil
	}
	return strict.Changes(earlier.root, c.root)
}
