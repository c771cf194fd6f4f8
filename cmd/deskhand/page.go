package main

import (
	"net/http"

	"github.com/deskhand/deskhand/sweeper"
)

type page struct{ http.Handler }

func (p *program) newPage() (*page, error)     { return &page{http.NotFoundHandler()}, nil }
func (p *page) follow(*desk, *sweeper.Sweeper) {}
func (p *page) began(string)                   {}
func (p *page) ended(string, sweeper.Report)   {}
