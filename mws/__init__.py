"""mws: the platform for Shenzhen's 民生微实事, small works chosen and watched by residents."""
