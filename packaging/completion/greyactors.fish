# Completion of greyactors(1) for fish. The program itself knows the words.
function __greyactors_words
    set -l line (commandline --cut-at-cursor)
    greyactors "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
end
complete --command greyactors --arguments '(__greyactors_words)'
