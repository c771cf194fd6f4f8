package zendesk_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/deskhand/deskhand/connectors"
	"github.com/deskhand/deskhand/connectors/zendesk"
)

func TestValidate(t *testing.T) {
	oauth := zendesk.Auth{OAuth: &zendesk.OAuth{ClientID: "deskhand", ClientSecret: "s"}}
	tests := map[string]struct {
		config zendesk.Config
		want   []string // paths of the faults; a remark's begins with "~"
	}{
		"oauth":               {zendesk.Config{URL: site, Auth: oauth}, nil},
		"bearer":              {zendesk.Config{URL: site, Auth: zendesk.Auth{Bearer: "b"}}, nil},
		"loopback":            {zendesk.Config{URL: "http://127.0.0.1:9001", Auth: oauth}, nil},
		"API token":           {zendesk.Config{URL: site, Auth: zendesk.Auth{Email: "bot@acme.example", Token: "t"}}, []string{"~auth"}},
		"nothing":             {zendesk.Config{}, []string{"url", "auth"}},
		"in the clear":        {zendesk.Config{URL: "http://acme.zendesk.com", Auth: oauth}, []string{"url"}},
		"with the API's path": {zendesk.Config{URL: site + "/api/v2", Auth: oauth}, []string{"url"}},
		"two ways":            {zendesk.Config{URL: site, Auth: zendesk.Auth{OAuth: oauth.OAuth, Bearer: "b"}}, []string{"auth"}},
		"half an OAuth":       {zendesk.Config{URL: site, Auth: zendesk.Auth{OAuth: &zendesk.OAuth{}}}, []string{"auth.oauth.client_id", "auth.oauth.client_secret"}},
		"no token":            {zendesk.Config{URL: site, Auth: zendesk.Auth{Email: "bot@acme.example"}}, []string{"auth.token", "~auth"}},
		"no address":          {zendesk.Config{URL: site, Auth: zendesk.Auth{Email: "bot", Token: "t"}}, []string{"auth.email", "~auth"}},
	}
	for name, test := range tests {
		var got []string
		for _, fault := range test.config.Validate() {
			if fault.Message == "" || fault.Mend == "" {
				t.Errorf("%s: %s has no message or no mend", name, fault.Path)
			}
			path := fault.Path
			if fault.Warning {
				path = "~" + path
			}
			got = append(got, path)
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", name, diff)
		}
	}
}

func TestRegistered(t *testing.T) {
	config, ok := connectors.New("zendesk")
	if _, is := config.(*zendesk.Config); !ok || !is {
		t.Errorf("the type zendesk is %T", config)
	}
}
