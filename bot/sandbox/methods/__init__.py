"""The methods of the Web API, by the part of Slack that they speak about."""
