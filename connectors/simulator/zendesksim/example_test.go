package zendesksim_test

import (
	"fmt"
	"io"
	"net/http"

	"github.com/deskhand/deskhand/connectors/simulator"
	"github.com/deskhand/deskhand/connectors/simulator/zendesksim"
)

// A desk behind Zendesk's wire format, asked without a socket.
func ExampleNew() {
	desk := simulator.NewDesk()
	ann := desk.AddPerson(simulator.Person{Name: "Ann", Email: "ann@client.example", Role: simulator.Customer})
	desk.Create(simulator.NewTicket{Subject: "SSO", Body: "SSO is down", Requester: ann.ID, Tags: []string{"vip"}})
	client := http.Client{Transport: simulator.Transport(zendesksim.New(desk, zendesksim.Options{}))}

	req, err := http.NewRequest("GET", "https://acme.zendesk.com/api/v2/tickets/1/tags", nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	req.Header.Set("Authorization", "Bearer "+zendesksim.DefaultBearer)
	resp, err := client.Do(req)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	fmt.Println(resp.StatusCode, string(body), err)
	// Output: 200 {"tags":["vip"]} <nil>
}
