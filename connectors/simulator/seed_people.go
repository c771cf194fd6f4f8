package simulator

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// The people of a seeded desk that a policy's lists should name, by e-mail.
var (
	Leads  = []string{"lena.fox@acme.example", "marcus.oyelaran@acme.example"}
	CSMs   = []string{"priya.nair@acme.example", "tomas.reyes@acme.example", "ewa.lindqvist@acme.example"}
	Bots   = []string{"zap@acme.example", "statusbot@acme.example"}
	Agents = []string{
		"dana.ito@acme.example", "samir.haddad@acme.example", "chloe.martin@acme.example", "joao.pereira@acme.example", "ingrid.solberg@acme.example",
	}
)

// cast is everybody on a seeded desk.
type cast struct {
	leads, csms, bots, agents []Person
	companies                 []company
}

type company struct {
	name   string
	people []Person
}

var (
	companyFirst = []string{"North", "Blue", "Harbor", "Summit", "Cedar", "Lumen", "Vector", "Alder", "Quartz", "River"}
	companyLast  = []string{"wind Energy", "stone Bank", "line Logistics", "field Foods", "gate Insurance", "mark Retail"}
	givenNames   = []string{
		"Amara", "Bastien", "Catarina", "Dmitri", "Elif", "Farid", "Greta", "Hiro", "Imani", "Jonas", "Katya", "Leandro", "Mei", "Niamh", "Oskar",
		"Paloma", "Quentin", "Rosa", "Sunil", "Tove", "Uma", "Viktor", "Wanjiru", "Xavier", "Yara", "Zoltan",
	}
	familyNames = []string{
		"Abebe", "Berg", "Costa", "Dvorak", "Eriksen", "Fontaine", "Gupta", "Hansen", "Ibarra", "Jansen", "Kimura", "Lopez", "Moreau", "Novak", "Okafor",
		"Petrov", "Quinn", "Rossi", "Schmidt", "Tanaka", "Ueda", "Varga", "Weiss", "Yilmaz", "Zhou",
	}
)

func hire(d *Desk, emails []string, role Role, bot bool) []Person {
	people := make([]Person, len(emails))
	for i, email := range emails {
		people[i] = d.AddPerson(Person{Name: nameOf(email), Email: email, Role: role, Bot: bot})
	}
	return people
}

func nameOf(email string) string {
	name, _, _ := strings.Cut(email, "@")
	words := strings.Split(name, ".")
	for i, w := range words {
		words[i] = strings.ToUpper(w[:1]) + w[1:]
	}
	return strings.Join(words, " ")
}

func newCast(d *Desk, r *rand.Rand) *cast {
	c := &cast{
		leads: hire(d, Leads, Admin, false), csms: hire(d, CSMs, Agent, false),
		bots: hire(d, Bots, Agent, true), agents: hire(d, Agents, Agent, false),
	}
	for i := range len(companyFirst) * len(companyLast) {
		c.companies = append(c.companies, d.found(i, r))
	}
	return c
}

// found makes the i-th company with three people who write in.
func (d *Desk) found(i int, r *rand.Rand) company {
	first, last := companyFirst[i%len(companyFirst)], companyLast[i/len(companyFirst)]
	co := company{name: first + last}
	domain := strings.ToLower(strings.ReplaceAll(co.name, " ", "-")) + ".example"
	org := int64(7000000000000 + i)
	for range 3 {
		given, family := givenNames[r.IntN(len(givenNames))], familyNames[r.IntN(len(familyNames))]
		p := Person{
			Name: given + " " + family, Email: strings.ToLower(fmt.Sprintf("%s.%s@%s", given, family, domain)), Role: Customer, Org: org,
		}
		if i%4 == 0 {
			p.Tags = []string{"premium_plan"}
		}
		co.people = append(co.people, d.AddPerson(p))
	}
	return co
}
