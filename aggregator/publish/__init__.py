"""Where a written edition goes: files now, channels later."""
