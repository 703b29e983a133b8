"""KPIs: the few measures an initiative is judged by."""
