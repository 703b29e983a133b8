"""Tests: unit, integration, scenarios, browser, faults."""
