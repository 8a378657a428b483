# Reads the two configuration files of fp-supervise: gives every mistake in them, and what they say, with defaults.
#
# $config: the value of log_processor_config.json, in a list; $pipeline: that of pipeline_config.json, or null; $config_file and
# $pipeline_file: how they are called in messages; $folder: where relative paths begin.
# Output: words, each with a NUL after it: the number of mistakes and these; twelve settings; then for each step its
# place, name, processor, tag, number of arguments and these.

def quoted: tojson | if length > 60 then .[:57] + "…" else . end;

# Insertions, deletions, replacements and swaps of neighbours that lead from $a to $b (optimal string alignment).
def edits($a; $b):
  ($a | explode) as $a | ($b | explode) as $b
  | reduce range($a | length) as $i ({last: [range(($b | length) + 1)], before: []};
      reduce range($b | length) as $j (. + {row: [$i + 1]};
        ([.last[$j + 1] + 1, .row[$j] + 1, .last[$j] + (if $a[$i] == $b[$j] then 0 else 1 end)]
          + (if $i > 0 and $j > 0 and $a[$i] == $b[$j - 1] and $a[$i - 1] == $b[$j] then [.before[$j - 1] + 1] else [] end)
          | min) as $least
        | .row += [$least])
      | .before = .last | .last = .row)
  | .last[-1];

# The known word that takes the fewest edits, if those are at most a third of its length, and one at least.
def suggestion($known):
  . as $word
  | [$known[] | {word: ., edits: edits($word[:40] | ascii_downcase; .)}
     | select(.edits <= ([1, (.word | length / 3 | floor)] | max))] | min_by(.edits)
  | if . then "; did you mean \(.word | quoted)?" else "; known are \($known | join(", "))" end;

# What the values may be. A path is made absolute; where nothing is given, `default` stands.
def types:
  def object($keys): {is: "object", keys: $keys};
  def text: {is: "text"};
  def word: {is: "text", plain: true};
  def switch($default): {is: "switch", default: $default};
  def number($what; $min; $max; $default): {is: "number", what: $what, min: $min, max: $max, default: $default};
  {
    config: object({
      watch_dir: {is: "text", default: "watch_dir"}, results_dir: {is: "text", default: "results"},
      processors: {is: "list", max: 100, default: ["simple", "stateful"], of: {is: "name"}},
      routes: text, timezone: word, formats: text, skip_duplicates: switch(false),
      dashboard: object({
        enabled: switch(true), host: (word + {default: "127.0.0.1"}),
        port: (number("a whole number from 0 to 65535"; 0; 65535; 8000) + {whole: true})}),
      recovery: object({
        enabled: switch(true),
        check_interval: number("seconds from 0.1 to 86400"; 0.1; 86400; 5),
        stall_seconds: number("seconds from 5 to 86400"; 5; 86400; 300)})}),
    pipeline: object({
      pipeline: object({
        steps: {is: "list", max: 100, of: object({
          name: word, processor: {is: "name"}, only: text,
          args: {is: "list", max: 1000, of: {is: "text", empty: true}}})}})})
  };

# The mistakes in a value of the kind $kind, as {key, message}.
def mistakes($kind; $key):
  def wrong($expected): {key: $key, message: "expected \($expected), found \(quoted)"};
  def below($part): if $key == "" then $part else "\($key).\($part)" end;
  if $kind.is == "object" then
    if type != "object" then wrong("an object") else
      to_entries[] | .key as $name
      | if $kind.keys | has($name) then .value | mistakes($kind.keys[$name]; below($name))
        else {key: below($name), message: ("unknown key" + ($name | suggestion($kind.keys | keys_unsorted)))} end
    end
  elif $kind.is == "list" then
    if type != "array" then wrong("a list")
    elif length > $kind.max then {key: $key, message: "at most \($kind.max) may be given, found \(length)"}
    else range(length) as $index | .[$index] | mistakes($kind.of; "\($key)[\($index)]") end
  elif $kind.is == "switch" then select(type != "boolean") | wrong("true or false")
  elif $kind.is == "number" then
    select(type != "number" or . < $kind.min or . > $kind.max or ($kind.whole and . != floor)) | wrong($kind.what)
  elif type != "string" or (length == 0 and ($kind.empty | not)) then wrong("text")
  elif utf8bytelength > 4096 then {key: $key, message: "longer than 4096 bytes"}
  elif explode | index(0) then {key: $key, message: "has a NUL in it"}
  elif ($kind.plain or $kind.is == "name") and test("[[:cntrl:]]") then
    {key: $key, message: "has a control character in it"}
  elif $kind.is == "name" and test("^[-.]|/") then
    {key: $key, message: "\(quoted) can't be a processor: it is the name of a program, without a path"}
  else empty end;

# What is at $path, if it has no mistake, else the default.
def setting($types; $path):
  (reduce $path[] as $part ($types; .keys[$part])) as $kind
  | (try getpath($path) catch null)
  | if . != null and [mistakes($kind; "")] == [] then . else $kind.default end;

def absolute: if . == null or startswith("/") then . else $folder + "/" + . end;

def steps($allowed):
  if $pipeline[0] == null then $allowed | to_entries | map({key: "processors[\(.key)]", processor: .value})
  else [try $pipeline[0].pipeline.steps[] catch empty] | to_entries
    | map({key: "pipeline.steps[\(.key)]"} + (.value | objects)) end;

# What is wrong with the order and choice of steps whose values are all right.
def step_mistakes($allowed):
  (map(.processor) | index("simple")) as $parse
  | (to_entries[] | .key as $index | .value
      | if .processor == null then {key: .key, message: "\"processor\" is missing"} else empty end,
        (.processor | strings | select(IN($allowed[]) | not)
          | {message: "\(quoted) is not among \"processors\" of \($config_file)\(suggestion($allowed))"}) + {key: "\(.key).processor"},
        (select(.processor == "simple" and .only) | {key: "\(.key).only", message: "fp-parse reads whole files; \"only\" is for other steps"}),
        (select(.processor == "stateful" and $parse and $index < $parse)
          | {key: .key, message: "fp-analyze works on records; put it behind the step with \"simple\""})),
    (("simple", "stateful") as $name | map(select(.processor == $name)) | select(length > 1)
      | {key: .[1].key, message: "\($name | quoted) is there already; it can stand in one step only"}),
    (select($parse == null)
      | {key: (if $pipeline[0] == null then "processors" else "pipeline.steps" end),
         message: "no step has the processor \"simple\": nothing would read the files"});

types as $types
| ($config[0] | setting($types.config; ["processors"])) as $allowed
| steps($allowed) as $steps
| ([$config[0] | mistakes($types.config; "") | .file = $config_file]
   + [$pipeline[0] | values | mistakes($types.pipeline; "") | .file = $pipeline_file]
   + (if $pipeline[0] != null and (try ($pipeline[0].pipeline.steps | type) catch "array") == "null"
      then [{file: $pipeline_file, key: "pipeline.steps", message: "missing; write {\"pipeline\":{\"steps\":[{\"processor\":\"simple\"}]}}"}] else [] end)) as $faults
# Steps are looked at when they and the list of processors are what they should be.
| all($faults[]; .file != $pipeline_file and (.key | startswith("processors") | not)) as $is_clear
| ($faults
   + (if $is_clear then [$steps | step_mistakes($allowed) | .file = (if $pipeline[0] == null then $config_file else $pipeline_file end)] else [] end)) as $faults
| ($faults | length), ($faults[] | "\(.file): \(if .key == "" then "" else "\(.key): " end)\(.message)"),
  ($config[0]
   | def get($path): setting($types.config; $path);
     (get(["watch_dir"]) | absolute), (get(["results_dir"]) | absolute), (get(["routes"]) | absolute // ""),
     (get(["timezone"]) // ""), (get(["formats"]) | absolute // ""), get(["dashboard", "enabled"]),
     get(["dashboard", "host"]), get(["dashboard", "port"]), get(["recovery", "enabled"]),
     get(["recovery", "check_interval"]), (get(["recovery", "stall_seconds"]) * 1000 | floor),
     get(["skip_duplicates"])),
  (if $is_clear then $steps[] | select(.processor | IN($allowed[])) | .key, (.name // .processor), .processor, (.only // ""), (.args // [] | length, .[]) else empty end)
| tostring + "\u0000"
