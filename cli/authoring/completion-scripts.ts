/** Scripts that ask `tundish completion words` at each Tab; the answer is never evaluated. */
export const completionScripts = {
  bash: `# tundish completion bash >> ~/.bashrc
_tundish() {
  COMPREPLY=()
  local word
  while IFS= read -r word; do
    COMPREPLY+=("$word")
  done < <(tundish completion words -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -o default -F _tundish tundish
`,
  zsh: `#compdef tundish
# tundish completion zsh > "\${fpath[1]}/_tundish"
_tundish() {
  local -a candidates
  candidates=("\${(@f)$(tundish completion words -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ -n "\${candidates[1]}" ]]; then
    compadd -- "\${candidates[@]}"
  else
    _files
  fi
}
compdef _tundish tundish
`,
  fish: `# tundish completion fish > ~/.config/fish/completions/tundish.fish
function __tundish_words
  set -l words (commandline -opc) (commandline -ct)
  tundish completion words -- $words[2..-1] 2>/dev/null
end
complete -c tundish -a '(__tundish_words)'
`,
} as const;
