// Package hostile lets the real sweeper and connectors meet desks that answer in every wrong way we know of, each on a simulated
// desk of every kind, and then wants what holds after good days: nothing twice, nothing lost, nothing public.
//
// While the desk misbehaves, no sweep may call itself whole that saw nothing, requests must stay few, credentials must go to no
// other host, and logs must tell neither secrets nor what people wrote.
package hostile
