# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_appsync_auth_global_optspecs
    string join \n json q/quiet v/verbose color= no-input h/help V/version
end

function __fish_appsync_auth_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_appsync_auth_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_appsync_auth_using_subcommand
    set -l cmd (__fish_appsync_auth_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c appsync-auth -n "__fish_appsync_auth_needs_command" -l color -d 'When to colour; `NO_COLOR` and `CLICOLOR_FORCE` are heeded' -r -f -a "auto\t'On a terminal, and where `CLICOLOR_FORCE` is set'
always\t'In files and pipes too'
never\t'Not at all'"
complete -c appsync-auth -n "__fish_appsync_auth_needs_command" -l json -d 'Print one JSON envelope instead of text'
complete -c appsync-auth -n "__fish_appsync_auth_needs_command" -s q -l quiet -d 'Print no notes'
complete -c appsync-auth -n "__fish_appsync_auth_needs_command" -s v -l verbose -d 'Say each step; -vv also what goes over the wire'
complete -c appsync-auth -n "__fish_appsync_auth_needs_command" -l no-input -d 'Never ask; what is missing is an error'
complete -c appsync-auth -n "__fish_appsync_auth_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c appsync-auth -n "__fish_appsync_auth_needs_command" -s V -l version -d 'Print version'
complete -c appsync-auth -n "__fish_appsync_auth_needs_command" -f -a "test-token" -d 'Ask an authorizer about a token, or run suites of cases in CI'
complete -c appsync-auth -n "__fish_appsync_auth_needs_command" -f -a "query" -d 'Send GraphQL with a token, a signature, an API key or a JWT; subscriptions too'
complete -c appsync-auth -n "__fish_appsync_auth_needs_command" -f -a "configure" -d 'Give an API a Lambda authorizer, change or remove it, and lose nothing else'
complete -c appsync-auth -n "__fish_appsync_auth_needs_command" -f -a "status" -d 'Show what an API\'s authorization is: modes, authorizer, permission, findings; or of every API'
complete -c appsync-auth -n "__fish_appsync_auth_needs_command" -f -a "grant" -d 'Let a Lambda function call the API by AWS_IAM: the policy, put on its role, checked, taken back'
complete -c appsync-auth -n "__fish_appsync_auth_needs_command" -f -a "access" -d 'Show who can reach which field, and keep it in a snapshot that a review can check'
complete -c appsync-auth -n "__fish_appsync_auth_needs_command" -f -a "explain" -d 'Say step by step why a request is denied, or print the page of a rule'
complete -c appsync-auth -n "__fish_appsync_auth_needs_command" -f -a "local" -d 'Serve AppSync\'s authorization on this machine: for clients, the AWS CLI and tests'
complete -c appsync-auth -n "__fish_appsync_auth_needs_command" -f -a "lint" -d 'Check a schema\'s and an API\'s multi-auth set-up, and write missing directives'
complete -c appsync-auth -n "__fish_appsync_auth_needs_command" -f -a "generate" -d 'Write client code for a schema, and keep it right'
complete -c appsync-auth -n "__fish_appsync_auth_needs_command" -f -a "init" -d 'Write an authorizer to start from, with its suite, configuration and CI workflow'
complete -c appsync-auth -n "__fish_appsync_auth_needs_command" -f -a "demo" -d 'Show what the other commands do, on a sample API: no account, no network, nothing else installed'
complete -c appsync-auth -n "__fish_appsync_auth_needs_command" -f -a "completions" -d 'Print the completions of a shell'
complete -c appsync-auth -n "__fish_appsync_auth_needs_command" -f -a "man" -d 'Write the manual pages into a folder'
complete -c appsync-auth -n "__fish_appsync_auth_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand test-token" -l authorizer -d 'Handler file, rules file, URL, lambda:NAME, command' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand test-token" -l authorizer-timeout -d 'How long the authorizer may take, wherever it runs' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand test-token" -l handler-env -d 'A variable for a local handler; can be given several times' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand test-token" -l token -d 'The token itself, for test tokens only' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand test-token" -l token-env -d 'The environment variable that holds it' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand test-token" -l token-file -d 'The file that holds it; `-` is standard input' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand test-token" -l token-command -d 'The command that prints it' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand test-token" -l query -d 'The GraphQL document; @FILE reads it' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand test-token" -l variables -d 'The variables, a JSON object; @FILE reads it' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand test-token" -l operation-name -d '`operationName`, when the document has several operations' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand test-token" -l header -d 'A request header; can be given several times' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand test-token" -l schema -d 'The schema: directives and `deniedFields` count' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand test-token" -l identity-regex -d 'A token that does not match is denied' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand test-token" -l ttl -d '`authorizerResultTtlInSeconds`' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand test-token" -l api-id -d 'The `apiId` of the event [default: that of --api, else aaaaaaaaaaaaaaaaaaaaaaaaaa]' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand test-token" -l account-id -d 'The `accountId` of the event, 12 digits [default: that of --api, else 111122223333]' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand test-token" -l expect -d 'Which result is right: it decides the exit code' -r -f -a "allow\t'The request and every selected field are allowed'
deny\t'The request or a selected field is denied'"
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand test-token" -l repeat -d 'Invoke N times and measure' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand test-token" -l jobs -d 'How many invocations at a time [default: 1 for local processes, 8 for functions and URLs]' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand test-token" -l filter -d 'Run only the cases whose names contain TEXT' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand test-token" -l shard -d 'Run only part I of N of the cases' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand test-token" -l report -d 'Report as junit, json, tap, github or markdown' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand test-token" -s e -l env -d 'An environment of appsync-auth.yaml' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand test-token" -l api -d 'Which API: its id, name, ARN or URL' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand test-token" -l profile -d 'The AWS profile' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand test-token" -l region -d 'The AWS region' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand test-token" -l endpoint-url -d 'Another address for all AWS services, such as an emulator\'s' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand test-token" -l timeout -d 'How long one network call may take' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand test-token" -l rule -d 'Read an undocumented behaviour of AppSync the other way, such as identity-regex=find; can be given several times' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand test-token" -l color -d 'When to colour; `NO_COLOR` and `CLICOLOR_FORCE` are heeded' -r -f -a "auto\t'On a terminal, and where `CLICOLOR_FORCE` is set'
always\t'In files and pipes too'
never\t'Not at all'"
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand test-token" -l connect -d 'Ask as for a WebSocket connection'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand test-token" -l fail-fast -d 'Stop after the first case that fails'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand test-token" -l print-event -d 'Show the event, without the token'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand test-token" -l logs -d 'Show what the handler prints'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand test-token" -l json -d 'Print one JSON envelope instead of text'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand test-token" -s q -l quiet -d 'Print no notes'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand test-token" -s v -l verbose -d 'Say each step; -vv also what goes over the wire'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand test-token" -l no-input -d 'Never ask; what is missing is an error'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand test-token" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand query" -l variables -d 'The variables, a JSON object' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand query" -l var -d 'A variable, typed as the document declares it; can be given several times' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand query" -l operation-name -d '`operationName`, when the document has several operations' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand query" -l operation -d 'An operation of the project, by its name' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand query" -l header -d 'A request header; can be given several times' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand query" -l token -d 'The token itself, for test tokens only' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand query" -l token-env -d 'The environment variable that holds it' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand query" -l token-file -d 'The file that holds it; `-` is standard input' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand query" -l token-command -d 'The command that prints it' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand query" -l jwt-env -d 'The environment variable that holds a JWT' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand query" -l api-key-env -d 'The environment variable that holds an API key' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand query" -l url -d 'Where GraphQL is posted' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand query" -l api-config -d 'What `aws appsync get-graphql-api` prints, so that denials are explained' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand query" -l schema -d 'The schema, so that the document is validated before it is sent' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand query" -l appsync-domain -d 'The API\'s own host, when --url is a VPC endpoint' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand query" -l cacert -d 'Certificates to trust instead of the system\'s, in PEM' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand query" -l paginate -d 'Follow `nextToken`, and merge the pages' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand query" -l table -d 'Show a list as a table' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand query" -l max-events -d 'End after so many events' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand query" -l for -d 'End after this time' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand query" -l file -d 'A file of requests and what they must answer, for CI' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand query" -l jobs -d 'How many requests of the file are under way at once [default: 1]' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand query" -l filter -d 'Send only the requests whose names contain TEXT' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand query" -l report -d 'Report as junit, json, tap, github or markdown' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand query" -s e -l env -d 'An environment of appsync-auth.yaml' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand query" -l api -d 'Which API: its id, name, ARN or URL' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand query" -l profile -d 'The AWS profile' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand query" -l region -d 'The AWS region' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand query" -l endpoint-url -d 'Another address for all AWS services, such as an emulator\'s' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand query" -l timeout -d 'How long one network call may take' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand query" -l rule -d 'Read an undocumented behaviour of AppSync the other way, such as identity-regex=find; can be given several times' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand query" -l color -d 'When to colour; `NO_COLOR` and `CLICOLOR_FORCE` are heeded' -r -f -a "auto\t'On a terminal, and where `CLICOLOR_FORCE` is set'
always\t'In files and pipes too'
never\t'Not at all'"
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand query" -l retry-mutations -d 'Send a mutation again that may have been carried out'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand query" -l iam -d 'A SigV4 signature of AWS credentials'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand query" -l include -d 'Show the status and the headers too'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand query" -l raw -d 'Print the bytes of the body as they came'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand query" -l curl -d 'Print the request as a curl command, and send nothing'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand query" -l explain -d 'Print every step of the decision on standard error'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand query" -l fail-fast -d 'Begin no other request after one that fails'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand query" -l json -d 'Print one JSON envelope instead of text'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand query" -s q -l quiet -d 'Print no notes'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand query" -s v -l verbose -d 'Say each step; -vv also what goes over the wire'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand query" -l no-input -d 'Never ask; what is missing is an error'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand query" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand configure" -l function -d 'The authorizer\'s function: NAME, NAME:QUALIFIER or ARN; a qualifier is an alias or a version' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand configure" -l ttl -d 'How long AppSync keeps an answer, 0 to 3600 seconds; 0 keeps none' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand configure" -l identity-regex -d 'A Java regex that a token must match before the function is called' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand configure" -l previous-default -d 'Whether the default mode that AWS_LAMBDA replaces becomes an additional one [default: keep]' -r -f -a "keep\t'It becomes an additional mode'
drop\t'It goes'"
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand configure" -l new-default -d 'The mode that becomes the default when AWS_LAMBDA is it no longer' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand configure" -l default-action -d '`defaultAction` of a user pool that is or becomes the default' -r -f -a "ALLOW\t'Fields without directives are reached'
DENY\t'They are not'"
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand configure" -l permission -d 'Let AppSync invoke the function for this API, for every API, or see to it yourself [default: scoped]' -r -f -a "scoped\t'For this API only'
open\t'For every API of every account'
skip\t'Permissions are neither read nor changed'"
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand configure" -l print -d 'Print what is wanted as infrastructure code and send nothing' -r -f -a "cloudformation\t'A template in YAML'
terraform\t'For the AWS provider'
cdk\t'TypeScript'
amplify\t'Gen 2'
cli\t'Commands of the AWS CLI'"
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand configure" -l restore -d 'Bring a saved configuration back; `-` is standard input' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand configure" -l schema -d 'The API\'s schema, instead of asking AWS for it: SDL or introspection JSON [default: that of the environment]' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand configure" -s e -l env -d 'An environment of appsync-auth.yaml' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand configure" -l api -d 'Which API: its id, name, ARN or URL' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand configure" -l profile -d 'The AWS profile' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand configure" -l region -d 'The AWS region' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand configure" -l endpoint-url -d 'Another address for all AWS services, such as an emulator\'s' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand configure" -l timeout -d 'How long one network call may take' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand configure" -l rule -d 'Read an undocumented behaviour of AppSync the other way, such as identity-regex=find; can be given several times' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand configure" -l color -d 'When to colour; `NO_COLOR` and `CLICOLOR_FORCE` are heeded' -r -f -a "auto\t'On a terminal, and where `CLICOLOR_FORCE` is set'
always\t'In files and pipes too'
never\t'Not at all'"
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand configure" -l default -d 'Make AWS_LAMBDA the default mode'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand configure" -l additional -d 'Make AWS_LAMBDA an additional mode'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand configure" -l no-identity-regex -d 'Take the regex away'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand configure" -l remove -d 'Take the AWS_LAMBDA mode away'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand configure" -l keep-permission -d 'Leave the permission to invoke a function that the API calls no longer'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand configure" -l check -d 'Show the plan and send nothing; exit 1 if it changes anything'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand configure" -l dry-run -d 'Show the plan and send nothing'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand configure" -s y -l yes -d 'Apply the plan without asking'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand configure" -l all-environments -d 'Do it for every environment that says what is `wanted`'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand configure" -l known-settings-only -d 'Send no setting that this program does not know, for a service that refuses one'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand configure" -l json -d 'Print one JSON envelope instead of text'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand configure" -s q -l quiet -d 'Print no notes'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand configure" -s v -l verbose -d 'Say each step; -vv also what goes over the wire'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand configure" -l no-input -d 'Never ask; what is missing is an error'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand configure" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand status" -l interval -d 'How long to wait before each new look' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand status" -s e -l env -d 'An environment of appsync-auth.yaml' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand status" -l api -d 'Which API: its id, name, ARN or URL' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand status" -l profile -d 'The AWS profile' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand status" -l region -d 'The AWS region' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand status" -l endpoint-url -d 'Another address for all AWS services, such as an emulator\'s' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand status" -l timeout -d 'How long one network call may take' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand status" -l rule -d 'Read an undocumented behaviour of AppSync the other way, such as identity-regex=find; can be given several times' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand status" -l color -d 'When to colour; `NO_COLOR` and `CLICOLOR_FORCE` are heeded' -r -f -a "auto\t'On a terminal, and where `CLICOLOR_FORCE` is set'
always\t'In files and pipes too'
never\t'Not at all'"
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand status" -l all -d 'Every API of the account in the region'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand status" -l watch -d 'Look again and again, and show what changed, until Ctrl-C'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand status" -l json -d 'Print one JSON envelope instead of text'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand status" -s q -l quiet -d 'Print no notes'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand status" -s v -l verbose -d 'Say each step; -vv also what goes over the wire'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand status" -l no-input -d 'Never ask; what is missing is an error'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand status" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand grant" -l function -d 'The function that shall call the API' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand grant" -l to -d 'What it may do [default: all three, unless a field is named]' -r -f -a "query\t'Send queries'
mutate\t'Send mutations'
listen\t'Subscribe'"
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand grant" -l field -d 'A single field that it may ask for; can be given several times' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand grant" -l endpoint-variable -d 'The variable of the function that holds the API\'s URL: set by --apply, looked at by --check, taken away by --revoke' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand grant" -l print -d 'Print infrastructure code in place of the policy' -r -f -a "cloudformation\t'A template in YAML'
terraform\t'For the AWS provider'
cdk\t'TypeScript'
amplify\t'Gen 2'
cli\t'Commands of the AWS CLI'"
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand grant" -s e -l env -d 'An environment of appsync-auth.yaml' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand grant" -l api -d 'Which API: its id, name, ARN or URL' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand grant" -l profile -d 'The AWS profile' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand grant" -l region -d 'The AWS region' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand grant" -l endpoint-url -d 'Another address for all AWS services, such as an emulator\'s' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand grant" -l timeout -d 'How long one network call may take' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand grant" -l rule -d 'Read an undocumented behaviour of AppSync the other way, such as identity-regex=find; can be given several times' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand grant" -l color -d 'When to colour; `NO_COLOR` and `CLICOLOR_FORCE` are heeded' -r -f -a "auto\t'On a terminal, and where `CLICOLOR_FORCE` is set'
always\t'In files and pipes too'
never\t'Not at all'"
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand grant" -l apply -d 'Put the policy on the function\'s execution role, inline and under a name of its own'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand grant" -l check -d 'Say whether the role may already, by which policy; exit 1 if not, 6 if that cannot be known'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand grant" -l revoke -d 'Take the policy away that --apply put there'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand grant" -s y -l yes -d 'Change without asking'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand grant" -l json -d 'Print one JSON envelope instead of text'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand grant" -s q -l quiet -d 'Print no notes'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand grant" -s v -l verbose -d 'Say each step; -vv also what goes over the wire'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand grant" -l no-input -d 'Never ask; what is missing is an error'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand grant" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand access" -l api-config -d 'What `aws appsync get-graphql-api` prints, or only its modes; `-` is standard input' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand access" -l mode -d 'Show only this mode, such as AWS_LAMBDA; can be given several times' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand access" -l type -d 'Show only the fields of this type; can be given several times' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand access" -l policy -d 'An IAM policy document: a column for a caller who has it; can be given several times' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand access" -l cognito-group -d 'A Cognito group: a column for its users; can be given several times [default: the groups that the schema names]' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand access" -l snapshot -d 'Compare with this file, and say what changed' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand access" -l html -d 'Write a page that holds everything that it needs; `-` is standard output' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand access" -s e -l env -d 'An environment of appsync-auth.yaml' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand access" -l api -d 'Which API: its id, name, ARN or URL' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand access" -l profile -d 'The AWS profile' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand access" -l region -d 'The AWS region' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand access" -l endpoint-url -d 'Another address for all AWS services, such as an emulator\'s' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand access" -l timeout -d 'How long one network call may take' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand access" -l rule -d 'Read an undocumented behaviour of AppSync the other way, such as identity-regex=find; can be given several times' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand access" -l color -d 'When to colour; `NO_COLOR` and `CLICOLOR_FORCE` are heeded' -r -f -a "auto\t'On a terminal, and where `CLICOLOR_FORCE` is set'
always\t'In files and pipes too'
never\t'Not at all'"
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand access" -l check -d 'Exit 1 if anything changed'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand access" -l update -d 'Write the file'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand access" -l json -d 'Print one JSON envelope instead of text'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand access" -s q -l quiet -d 'Print no notes'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand access" -s v -l verbose -d 'Say each step; -vv also what goes over the wire'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand access" -l no-input -d 'Never ask; what is missing is an error'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand access" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand explain" -l curl -d 'The request as a curl command' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand explain" -l request -d 'A saved request, as JSON' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand explain" -l har -d 'A HAR file: the last request in it that failed' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand explain" -l har-entry -d 'Which GraphQL request of the HAR file, from 1' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand explain" -l query -d 'The GraphQL document' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand explain" -l variables -d 'The variables, a JSON object' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand explain" -l operation-name -d '`operationName`, when the document has several operations' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand explain" -l header -d 'A request header; can be given several times' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand explain" -l now -d 'The time of the request, such as 2026-01-31T12:00:00Z [default: now]' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand explain" -l token -d 'The token itself, for test tokens only' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand explain" -l token-env -d 'The environment variable that holds it' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand explain" -l token-file -d 'The file that holds it; `-` is standard input' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand explain" -l token-command -d 'The command that prints it' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand explain" -l jwt-env -d 'The environment variable that holds a JWT' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand explain" -l api-key-env -d 'The environment variable that holds an API key' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand explain" -l credential -d 'What is known of the key, signature or JWT' -r -f -a "verified\t'It is good'
not-checked\t'Nobody checked it; it is taken to be good'
key-unknown\t'The API does not have this key'
key-expired\t'The key has expired'
token-signature-invalid\t'The signature of the JWT is not valid'
access-key-unknown\t'AWS does not know the access key of the SigV4 signature'
signature-mismatch\t'The SigV4 signature does not fit the request'
signature-expired\t'The date of the SigV4 signature is too far from now'"
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand explain" -l policy -d 'An IAM policy of the caller' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand explain" -l user-arn -d 'The ARN of an IAM caller, for `identity`' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand explain" -l cognito-group -d 'A Cognito group of the caller' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand explain" -l api-config -d 'What `aws appsync get-graphql-api` prints' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand explain" -l schema -d 'The schema, so that fields are judged' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand explain" -l authorizer -d 'The authorizer to ask; without it none is asked' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand explain" -l authorizer-response -d 'What the authorizer answered' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand explain" -l authorizer-timeout -d 'How long the authorizer may take, wherever it runs' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand explain" -l handler-env -d 'A variable for a local handler; can be given several times' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand explain" -s e -l env -d 'An environment of appsync-auth.yaml' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand explain" -l api -d 'Which API: its id, name, ARN or URL' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand explain" -l profile -d 'The AWS profile' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand explain" -l region -d 'The AWS region' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand explain" -l endpoint-url -d 'Another address for all AWS services, such as an emulator\'s' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand explain" -l timeout -d 'How long one network call may take' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand explain" -l rule -d 'Read an undocumented behaviour of AppSync the other way, such as identity-regex=find; can be given several times' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand explain" -l color -d 'When to colour; `NO_COLOR` and `CLICOLOR_FORCE` are heeded' -r -f -a "auto\t'On a terminal, and where `CLICOLOR_FORCE` is set'
always\t'In files and pipes too'
never\t'Not at all'"
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand explain" -l connect -d 'The request opens a WebSocket'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand explain" -l iam -d 'A SigV4 signature of AWS credentials'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand explain" -l logs -d 'Show what the handler prints; for a deployed function the end of its log'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand explain" -l json -d 'Print one JSON envelope instead of text'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand explain" -s q -l quiet -d 'Print no notes'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand explain" -s v -l verbose -d 'Say each step; -vv also what goes over the wire'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand explain" -l no-input -d 'Never ask; what is missing is an error'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand explain" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand local; and not __fish_seen_subcommand_from token" -l schema -d 'The schema: SDL, introspection JSON, or a pattern of SDL files [default: what appsync-auth.yaml says]' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand local; and not __fish_seen_subcommand_from token" -l default -d 'The default mode; AMAZON_COGNITO_USER_POOLS=POOL and OPENID_CONNECT=ISSUER say which [default: AWS_LAMBDA with an authorizer, else API_KEY]' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand local; and not __fish_seen_subcommand_from token" -l additional -d 'An additional mode; can be given several times' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand local; and not __fish_seen_subcommand_from token" -l ttl -d 'How long the authorizer\'s answers live, in seconds' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand local; and not __fish_seen_subcommand_from token" -l identity-regex -d 'The identityValidationExpression' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand local; and not __fish_seen_subcommand_from token" -l api-config -d 'What `aws appsync get-graphql-api` prints, to start from' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand local; and not __fish_seen_subcommand_from token" -l data -d 'What fields answer, by coordinate; where it says nothing, values are made up' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand local; and not __fish_seen_subcommand_from token" -l resolver -d 'A function that answers a field, as a direct Lambda resolver; can be given several times' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand local; and not __fish_seen_subcommand_from token" -l port -d 'The port; 0 is any free one [default: 4000]' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand local; and not __fish_seen_subcommand_from token" -l host -d 'The address to listen on; others than this machine\'s own open the emulator to the network' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand local; and not __fish_seen_subcommand_from token" -l state -d 'Keep APIs, keys and data in this folder' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand local; and not __fish_seen_subcommand_from token" -l account-id -d 'The account in ARNs, 12 digits' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand local; and not __fish_seen_subcommand_from token" -l authorizer -d 'Handler file, rules file, URL, lambda:NAME, command' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand local; and not __fish_seen_subcommand_from token" -l authorizer-timeout -d 'How long the authorizer may take, wherever it runs' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand local; and not __fish_seen_subcommand_from token" -l handler-env -d 'A variable for a local handler; can be given several times' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand local; and not __fish_seen_subcommand_from token" -s e -l env -d 'An environment of appsync-auth.yaml' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand local; and not __fish_seen_subcommand_from token" -l api -d 'Which API: its id, name, ARN or URL' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand local; and not __fish_seen_subcommand_from token" -l profile -d 'The AWS profile' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand local; and not __fish_seen_subcommand_from token" -l region -d 'The AWS region' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand local; and not __fish_seen_subcommand_from token" -l endpoint-url -d 'Another address for all AWS services, such as an emulator\'s' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand local; and not __fish_seen_subcommand_from token" -l timeout -d 'How long one network call may take' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand local; and not __fish_seen_subcommand_from token" -l rule -d 'Read an undocumented behaviour of AppSync the other way, such as identity-regex=find; can be given several times' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand local; and not __fish_seen_subcommand_from token" -l color -d 'When to colour; `NO_COLOR` and `CLICOLOR_FORCE` are heeded' -r -f -a "auto\t'On a terminal, and where `CLICOLOR_FORCE` is set'
always\t'In files and pipes too'
never\t'Not at all'"
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand local; and not __fish_seen_subcommand_from token" -l tls -d 'Serve HTTPS, with a certificate of an authority that is made for it'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand local; and not __fish_seen_subcommand_from token" -l accept-any-credentials -d 'Take every signature by unknown credentials for good'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand local; and not __fish_seen_subcommand_from token" -l json -d 'Print one JSON envelope instead of text'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand local; and not __fish_seen_subcommand_from token" -s q -l quiet -d 'Print no notes'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand local; and not __fish_seen_subcommand_from token" -s v -l verbose -d 'Say each step; -vv also what goes over the wire'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand local; and not __fish_seen_subcommand_from token" -l no-input -d 'Never ask; what is missing is an error'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand local; and not __fish_seen_subcommand_from token" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand local; and not __fish_seen_subcommand_from token" -f -a "token" -d 'Print a JWT that a running emulator accepts'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand local; and __fish_seen_subcommand_from token" -l mode -d 'Whose token: AMAZON_COGNITO_USER_POOLS or OPENID_CONNECT [default: the first of them that the API has]' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand local; and __fish_seen_subcommand_from token" -l claims -d 'Claims to add or to replace; null takes one away' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand local; and __fish_seen_subcommand_from token" -l api -d 'The API, by its name or id [default: the first]' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand local; and __fish_seen_subcommand_from token" -l url -d 'Where the emulator is [default: the port of appsync-auth.yaml, else http://127.0.0.1:4000]' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand local; and __fish_seen_subcommand_from token" -l cacert -d 'The certificate of the emulator\'s authority, with --tls' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand local; and __fish_seen_subcommand_from token" -l color -d 'When to colour; `NO_COLOR` and `CLICOLOR_FORCE` are heeded' -r -f -a "auto\t'On a terminal, and where `CLICOLOR_FORCE` is set'
always\t'In files and pipes too'
never\t'Not at all'"
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand local; and __fish_seen_subcommand_from token" -l json -d 'Print one JSON envelope instead of text'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand local; and __fish_seen_subcommand_from token" -s q -l quiet -d 'Print no notes'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand local; and __fish_seen_subcommand_from token" -s v -l verbose -d 'Say each step; -vv also what goes over the wire'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand local; and __fish_seen_subcommand_from token" -l no-input -d 'Never ask; what is missing is an error'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand local; and __fish_seen_subcommand_from token" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand lint" -l api-config -d 'What `aws appsync get-graphql-api` prints, instead of asking AWS; `-` is standard input' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand lint" -l deny -d 'Make an error of a rule, by code or name; can be given several times' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand lint" -l allow -d 'Do not report a rule, by code or name; can be given several times' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand lint" -l authorizer-response -d 'An answer of the authorizer, whose `deniedFields` must name fields; can be given several times' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand lint" -l authorizer -d 'A rules file, the `deniedFields` of whose answers must name fields' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand lint" -l format -d 'How findings are written: text, sarif or github' -r -f -a "text\t'For people; tab-separated for a pipe'
sarif\t'SARIF 2.1.0'
github\t'Annotations of GitHub Actions'"
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand lint" -s e -l env -d 'An environment of appsync-auth.yaml' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand lint" -l api -d 'Which API: its id, name, ARN or URL' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand lint" -l profile -d 'The AWS profile' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand lint" -l region -d 'The AWS region' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand lint" -l endpoint-url -d 'Another address for all AWS services, such as an emulator\'s' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand lint" -l timeout -d 'How long one network call may take' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand lint" -l rule -d 'Read an undocumented behaviour of AppSync the other way, such as identity-regex=find; can be given several times' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand lint" -l color -d 'When to colour; `NO_COLOR` and `CLICOLOR_FORCE` are heeded' -r -f -a "auto\t'On a terminal, and where `CLICOLOR_FORCE` is set'
always\t'In files and pipes too'
never\t'Not at all'"
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand lint" -l assume-query-aware -d 'The authorizer looks at the query, so a TTL above 0 is a finding'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand lint" -l fix -d 'Write the missing directives into the schema\'s files'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand lint" -l json -d 'Print one JSON envelope instead of text'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand lint" -s q -l quiet -d 'Print no notes'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand lint" -s v -l verbose -d 'Say each step; -vv also what goes over the wire'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand lint" -l no-input -d 'Never ask; what is missing is an error'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand lint" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand generate; and not __fish_seen_subcommand_from init" -l schema -d 'The schema: files of SDL or introspection JSON' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand generate; and not __fish_seen_subcommand_from init" -l url -d 'Ask the API, by an introspection query' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand generate; and not __fish_seen_subcommand_from init" -l save-schema -d 'Keep the schema in this file, as the target `schema` writes it' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand generate; and not __fish_seen_subcommand_from init" -l cacert -d 'Certificates to trust instead of the system\'s, in PEM, for --url' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand generate; and not __fish_seen_subcommand_from init" -l documents -d 'Operations of your own: a pattern of files' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand generate; and not __fish_seen_subcommand_from init" -l target -d 'What to write, and where' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand generate; and not __fish_seen_subcommand_from init" -l preset -d 'Write as others do: amplify' -r -f -a "amplify\t'As Amplify\'s generator'"
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand generate; and not __fish_seen_subcommand_from init" -l out -d 'The folder; it is made [default: generated]' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand generate; and not __fish_seen_subcommand_from init" -l interval -d 'How often --watch asks an API [default: 5s]' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand generate; and not __fish_seen_subcommand_from init" -l ts-imports -d 'How files of TypeScript import each other: js or ts [default: js]' -r -f -a "js\t''
ts\t''"
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand generate; and not __fish_seen_subcommand_from init" -l scalar -d 'The target\'s type for a scalar; can be given several times' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand generate; and not __fish_seen_subcommand_from init" -l statement-target -d 'Amplify\'s name of --target, with --preset amplify' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand generate; and not __fish_seen_subcommand_from init" -l type-target -d 'Amplify\'s target of types, with --preset amplify: typescript' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand generate; and not __fish_seen_subcommand_from init" -l statement-max-depth -d 'Amplify\'s name of --depth, with --preset amplify' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand generate; and not __fish_seen_subcommand_from init" -l statement-typename-introspection -d 'Amplify\'s name of --typename, with --preset amplify' -r -f -a "true\t''
false\t''"
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand generate; and not __fish_seen_subcommand_from init" -l statements -d 'Which operations are generated from the schema' -r -f -a "all\t''
none\t''"
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand generate; and not __fish_seen_subcommand_from init" -l depth -d 'How deep operations select [default: 2]' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand generate; and not __fish_seen_subcommand_from init" -l depth-mode -d 'What --depth counts: levels, entity or amplify [default: levels]' -r -f -a "levels\t''
entity\t''
amplify\t''"
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand generate; and not __fish_seen_subcommand_from init" -l nested-args -d 'Nested fields that need an argument: skip, or lift it to a variable' -r -f -a "skip\t''
lift\t''"
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand generate; and not __fish_seen_subcommand_from init" -l lift -d 'Nested fields whose arguments all become variables, such as Post.comments' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand generate; and not __fish_seen_subcommand_from init" -l include -d 'Only these, such as Query.list* or Subscription' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand generate; and not __fish_seen_subcommand_from init" -l exclude -d 'Not these, such as Todo.secret' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand generate; and not __fish_seen_subcommand_from init" -l fragments -d 'Fragments for repeated selections: auto, never or always [default: auto]' -r -f -a "auto\t''
never\t''
always\t''"
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand generate; and not __fish_seen_subcommand_from init" -l order -d 'The order of types, operations and fields: name or schema [default: name]' -r -f -a "name\t''
schema\t''"
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand generate; and not __fish_seen_subcommand_from init" -l max-fields -d 'The most leaf fields of one operation [default: 2000]' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand generate; and not __fish_seen_subcommand_from init" -l auth-mode -d 'Only what this mode reaches, such as AWS_LAMBDA' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand generate; and not __fish_seen_subcommand_from init" -l cognito-group -d 'A Cognito group of the caller; can be given several times' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand generate; and not __fish_seen_subcommand_from init" -l denied-fields -d 'Fields that the authorizer denies: Type.field, or a file' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand generate; and not __fish_seen_subcommand_from init" -l api-config -d 'What `aws appsync get-graphql-api` prints, for the API\'s modes; `-` is standard input' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand generate; and not __fish_seen_subcommand_from init" -l default -d 'The API\'s default mode, when neither --api nor --api-config says it' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand generate; and not __fish_seen_subcommand_from init" -l additional -d 'An additional mode of the API; can be given several times' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand generate; and not __fish_seen_subcommand_from init" -l token -d 'The token itself, for test tokens only' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand generate; and not __fish_seen_subcommand_from init" -l token-env -d 'The environment variable that holds it' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand generate; and not __fish_seen_subcommand_from init" -l token-file -d 'The file that holds it; `-` is standard input' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand generate; and not __fish_seen_subcommand_from init" -l token-command -d 'The command that prints it' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand generate; and not __fish_seen_subcommand_from init" -l jwt-env -d 'The environment variable that holds a JWT' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand generate; and not __fish_seen_subcommand_from init" -l api-key-env -d 'The environment variable that holds an API key' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand generate; and not __fish_seen_subcommand_from init" -s e -l env -d 'An environment of appsync-auth.yaml' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand generate; and not __fish_seen_subcommand_from init" -l api -d 'Which API: its id, name, ARN or URL' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand generate; and not __fish_seen_subcommand_from init" -l profile -d 'The AWS profile' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand generate; and not __fish_seen_subcommand_from init" -l region -d 'The AWS region' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand generate; and not __fish_seen_subcommand_from init" -l endpoint-url -d 'Another address for all AWS services, such as an emulator\'s' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand generate; and not __fish_seen_subcommand_from init" -l timeout -d 'How long one network call may take' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand generate; and not __fish_seen_subcommand_from init" -l rule -d 'Read an undocumented behaviour of AppSync the other way, such as identity-regex=find; can be given several times' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand generate; and not __fish_seen_subcommand_from init" -l color -d 'When to colour; `NO_COLOR` and `CLICOLOR_FORCE` are heeded' -r -f -a "auto\t'On a terminal, and where `CLICOLOR_FORCE` is set'
always\t'In files and pipes too'
never\t'Not at all'"
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand generate; and not __fish_seen_subcommand_from init" -l lenient -d 'Take a schema that breaks GraphQL\'s rules'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand generate; and not __fish_seen_subcommand_from init" -l print -d 'Print the files instead of writing them'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand generate; and not __fish_seen_subcommand_from init" -l check -d 'Write nothing; exit 1 if a file is not right'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand generate; and not __fish_seen_subcommand_from init" -l watch -d 'Generate again when the schema changes'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand generate; and not __fish_seen_subcommand_from init" -l prune -d 'Delete what is not generated any more'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand generate; and not __fish_seen_subcommand_from init" -l force -d 'Write over files that were edited'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand generate; and not __fish_seen_subcommand_from init" -l report -d 'Say how large each operation is, and what was left out'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand generate; and not __fish_seen_subcommand_from init" -l ts-functions -d 'A plain function beside each operation, in TypeScript'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand generate; and not __fish_seen_subcommand_from init" -l exclude-deprecated -d 'Leave deprecated fields out'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand generate; and not __fish_seen_subcommand_from init" -l typename -d 'Select `__typename` in every object'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand generate; and not __fish_seen_subcommand_from init" -l iam -d 'A SigV4 signature of AWS credentials'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand generate; and not __fish_seen_subcommand_from init" -l json -d 'Print one JSON envelope instead of text'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand generate; and not __fish_seen_subcommand_from init" -s q -l quiet -d 'Print no notes'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand generate; and not __fish_seen_subcommand_from init" -s v -l verbose -d 'Say each step; -vv also what goes over the wire'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand generate; and not __fish_seen_subcommand_from init" -l no-input -d 'Never ask; what is missing is an error'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand generate; and not __fish_seen_subcommand_from init" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand generate; and not __fish_seen_subcommand_from init" -f -a "init" -d 'Write a `generate` section into appsync-auth.yaml'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand generate; and __fish_seen_subcommand_from init" -l schema -d 'The schema: a file or a pattern of files [default: that of .graphqlconfig.yml, else schema.graphql]' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand generate; and __fish_seen_subcommand_from init" -l target -d 'What to write [default: that of .graphqlconfig.yml, else typescript]' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand generate; and __fish_seen_subcommand_from init" -l out -d 'The folder to write into [default: that of .graphqlconfig.yml, else generated]' -r
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand generate; and __fish_seen_subcommand_from init" -l color -d 'When to colour; `NO_COLOR` and `CLICOLOR_FORCE` are heeded' -r -f -a "auto\t'On a terminal, and where `CLICOLOR_FORCE` is set'
always\t'In files and pipes too'
never\t'Not at all'"
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand generate; and __fish_seen_subcommand_from init" -l json -d 'Print one JSON envelope instead of text'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand generate; and __fish_seen_subcommand_from init" -s q -l quiet -d 'Print no notes'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand generate; and __fish_seen_subcommand_from init" -s v -l verbose -d 'Say each step; -vv also what goes over the wire'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand generate; and __fish_seen_subcommand_from init" -l no-input -d 'Never ask; what is missing is an error'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand generate; and __fish_seen_subcommand_from init" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand init" -l language -d 'What to write it in; else what the folder shows, else a question' -r -f -a "javascript\t'A module for Node.js, without packages'
typescript\t'A module for Node.js with types, run by esbuild'
python\t'A module, without packages'
rust\t'A package for Cargo, with `lambda_runtime`'"
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand init" -l color -d 'When to colour; `NO_COLOR` and `CLICOLOR_FORCE` are heeded' -r -f -a "auto\t'On a terminal, and where `CLICOLOR_FORCE` is set'
always\t'In files and pipes too'
never\t'Not at all'"
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand init" -l json -d 'Print one JSON envelope instead of text'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand init" -s q -l quiet -d 'Print no notes'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand init" -s v -l verbose -d 'Say each step; -vv also what goes over the wire'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand init" -l no-input -d 'Never ask; what is missing is an error'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand init" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand demo" -l color -d 'When to colour; `NO_COLOR` and `CLICOLOR_FORCE` are heeded' -r -f -a "auto\t'On a terminal, and where `CLICOLOR_FORCE` is set'
always\t'In files and pipes too'
never\t'Not at all'"
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand demo" -l keep -d 'Leave the sample where it is, and go on serving it until Ctrl-C'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand demo" -l json -d 'Print one JSON envelope instead of text'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand demo" -s q -l quiet -d 'Print no notes'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand demo" -s v -l verbose -d 'Say each step; -vv also what goes over the wire'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand demo" -l no-input -d 'Never ask; what is missing is an error'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand demo" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand completions" -l color -d 'When to colour; `NO_COLOR` and `CLICOLOR_FORCE` are heeded' -r -f -a "auto\t'On a terminal, and where `CLICOLOR_FORCE` is set'
always\t'In files and pipes too'
never\t'Not at all'"
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand completions" -l json -d 'Print one JSON envelope instead of text'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand completions" -s q -l quiet -d 'Print no notes'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand completions" -s v -l verbose -d 'Say each step; -vv also what goes over the wire'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand completions" -l no-input -d 'Never ask; what is missing is an error'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand completions" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand man" -l color -d 'When to colour; `NO_COLOR` and `CLICOLOR_FORCE` are heeded' -r -f -a "auto\t'On a terminal, and where `CLICOLOR_FORCE` is set'
always\t'In files and pipes too'
never\t'Not at all'"
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand man" -l json -d 'Print one JSON envelope instead of text'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand man" -s q -l quiet -d 'Print no notes'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand man" -s v -l verbose -d 'Say each step; -vv also what goes over the wire'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand man" -l no-input -d 'Never ask; what is missing is an error'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand man" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand help; and not __fish_seen_subcommand_from test-token query configure status grant access explain local lint generate init demo completions man help" -f -a "test-token" -d 'Ask an authorizer about a token, or run suites of cases in CI'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand help; and not __fish_seen_subcommand_from test-token query configure status grant access explain local lint generate init demo completions man help" -f -a "query" -d 'Send GraphQL with a token, a signature, an API key or a JWT; subscriptions too'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand help; and not __fish_seen_subcommand_from test-token query configure status grant access explain local lint generate init demo completions man help" -f -a "configure" -d 'Give an API a Lambda authorizer, change or remove it, and lose nothing else'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand help; and not __fish_seen_subcommand_from test-token query configure status grant access explain local lint generate init demo completions man help" -f -a "status" -d 'Show what an API\'s authorization is: modes, authorizer, permission, findings; or of every API'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand help; and not __fish_seen_subcommand_from test-token query configure status grant access explain local lint generate init demo completions man help" -f -a "grant" -d 'Let a Lambda function call the API by AWS_IAM: the policy, put on its role, checked, taken back'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand help; and not __fish_seen_subcommand_from test-token query configure status grant access explain local lint generate init demo completions man help" -f -a "access" -d 'Show who can reach which field, and keep it in a snapshot that a review can check'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand help; and not __fish_seen_subcommand_from test-token query configure status grant access explain local lint generate init demo completions man help" -f -a "explain" -d 'Say step by step why a request is denied, or print the page of a rule'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand help; and not __fish_seen_subcommand_from test-token query configure status grant access explain local lint generate init demo completions man help" -f -a "local" -d 'Serve AppSync\'s authorization on this machine: for clients, the AWS CLI and tests'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand help; and not __fish_seen_subcommand_from test-token query configure status grant access explain local lint generate init demo completions man help" -f -a "lint" -d 'Check a schema\'s and an API\'s multi-auth set-up, and write missing directives'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand help; and not __fish_seen_subcommand_from test-token query configure status grant access explain local lint generate init demo completions man help" -f -a "generate" -d 'Write client code for a schema, and keep it right'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand help; and not __fish_seen_subcommand_from test-token query configure status grant access explain local lint generate init demo completions man help" -f -a "init" -d 'Write an authorizer to start from, with its suite, configuration and CI workflow'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand help; and not __fish_seen_subcommand_from test-token query configure status grant access explain local lint generate init demo completions man help" -f -a "demo" -d 'Show what the other commands do, on a sample API: no account, no network, nothing else installed'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand help; and not __fish_seen_subcommand_from test-token query configure status grant access explain local lint generate init demo completions man help" -f -a "completions" -d 'Print the completions of a shell'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand help; and not __fish_seen_subcommand_from test-token query configure status grant access explain local lint generate init demo completions man help" -f -a "man" -d 'Write the manual pages into a folder'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand help; and not __fish_seen_subcommand_from test-token query configure status grant access explain local lint generate init demo completions man help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand help; and __fish_seen_subcommand_from local" -f -a "token" -d 'Print a JWT that a running emulator accepts'
complete -c appsync-auth -n "__fish_appsync_auth_using_subcommand help; and __fish_seen_subcommand_from generate" -f -a "init" -d 'Write a `generate` section into appsync-auth.yaml'
