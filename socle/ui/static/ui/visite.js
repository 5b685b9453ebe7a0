// A page that answers a form stands in the browser's session file with all that was sent: the words of a
// search, of a note refused. Make it a plain visit, before the page shows and the file is written.
history.replaceState(history.state, "");
