#compdef greyactors
# Completion of greyactors(1) for zsh. The program itself knows the words.
_greyactors() {
    local line=${BUFFER[1,CURSOR]}
    local -a found
    found=("${(@f)$("${words[1]}" "[suggest:${#line}]" "$line" 2> /dev/null)}")
    if (( ${#found} )) && [[ -n ${found[1]} ]]; then
        # After a key of --set comes its value, not a space.
        compadd -S '' -- ${(M)found:#*=}
        compadd -- ${found:#*=}
    else
        _files
    fi
}
if [ "$funcstack[1]" = _greyactors ]; then _greyactors "$@"; else compdef _greyactors greyactors; fi
