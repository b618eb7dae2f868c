# Completion of greyactors(1) for bash. The program itself knows the words.
_greyactors() {
    local line=${COMP_LINE:0:COMP_POINT} word=${COMP_WORDS[COMP_CWORD]}
    # bash splits words at = and :, so a value after them is a word of its own.
    [ "$word" = = ] && word=
    mapfile -t COMPREPLY < <(compgen -W "$("${COMP_WORDS[0]}" "[suggest:${#line}]" "$line" 2> /dev/null)" -- "$word")
    # After a key of --set comes its value, not a space.
    [[ ${COMPREPLY[0]} == *= ]] && compopt -o nospace
    return 0
}
complete -o default -F _greyactors greyactors
