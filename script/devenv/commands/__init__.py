"""One module a command of script/, each with `main(home, arguments) -> exit code`."""
