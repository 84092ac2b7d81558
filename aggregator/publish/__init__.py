"""Where a written edition goes: files below the output folder, then the channels, each exactly once."""
