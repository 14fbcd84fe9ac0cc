# Fondaco. On a fresh machine with python3 and make: `make demo` runs it, `make test` tests it.
.PHONY: setup setup-dev demo demo-reset test check bench fuzz bugs messages lock
.DEFAULT_GOAL := demo

setup:       ## .venv with the fondaco command, from the hashed lock
	@tools/setup

setup-dev:   ## the same, with what tests and checks need
	@tools/setup dev

demo: setup  ## both sites, running, with people and a catalogue
	@.venv/bin/fondaco demo

demo-reset: setup  ## the same, starting over
	@.venv/bin/fondaco demo --reset

test: setup-dev  ## everything, browser journeys included
	@.venv/bin/python tools/test.py

check: setup-dev  ## format, lint, types, contracts, migrations, translations
	@tools/check

bench: setup-dev  ## measurements, a JSON line each, in at most five minutes
	@.venv/bin/python bench/run.py

fuzz:        ## ten minutes of coverage-guided fuzzing for each reader; FUZZ="--seconds 60 cxml" for less
	@tools/fuzz $(FUZZ)

bugs: setup-dev  ## twenty bugs in the sources, one at a time; BUGS="--list" shows them
	@tools/bugs $(BUGS)

messages: setup-dev  ## bring the translation files up to date
	@.venv/bin/python -m fondaco.web.messages extract

lock: setup-dev  ## compile the hashed locks anew
	@tools/lock
