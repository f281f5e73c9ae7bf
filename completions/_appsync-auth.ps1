
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'appsync-auth' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'appsync-auth'
        for ($i = 1; $i -lt $commandElements.Count; $i++) {
            $element = $commandElements[$i]
            if ($element -isnot [StringConstantExpressionAst] -or
                $element.StringConstantType -ne [StringConstantType]::BareWord -or
                $element.Value.StartsWith('-') -or
                $element.Value -eq $wordToComplete) {
                break
        }
        $element.Value
    }) -join ';'

    $completions = @(switch ($command) {
        'appsync-auth' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour; `NO_COLOR` and `CLICOLOR_FORCE` are heeded')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON envelope instead of text')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say each step; -vv also what goes over the wire')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say each step; -vv also what goes over the wire')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; what is missing is an error')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('test-token', 'test-token', [CompletionResultType]::ParameterValue, 'Ask an authorizer about a token, or run suites of cases in CI')
            [CompletionResult]::new('query', 'query', [CompletionResultType]::ParameterValue, 'Send GraphQL with a token, a signature, an API key or a JWT; subscriptions too')
            [CompletionResult]::new('configure', 'configure', [CompletionResultType]::ParameterValue, 'Give an API a Lambda authorizer, change or remove it, and lose nothing else')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Show what an API''s authorization is: modes, authorizer, permission, findings; or of every API')
            [CompletionResult]::new('grant', 'grant', [CompletionResultType]::ParameterValue, 'Let a Lambda function call the API by AWS_IAM: the policy, put on its role, checked, taken back')
            [CompletionResult]::new('access', 'access', [CompletionResultType]::ParameterValue, 'Show who can reach which field, and keep it in a snapshot that a review can check')
            [CompletionResult]::new('explain', 'explain', [CompletionResultType]::ParameterValue, 'Say step by step why a request is denied, or print the page of a rule')
            [CompletionResult]::new('local', 'local', [CompletionResultType]::ParameterValue, 'Serve AppSync''s authorization on this machine: for clients, the AWS CLI and tests')
            [CompletionResult]::new('lint', 'lint', [CompletionResultType]::ParameterValue, 'Check a schema''s and an API''s multi-auth set-up, and write missing directives')
            [CompletionResult]::new('generate', 'generate', [CompletionResultType]::ParameterValue, 'Write client code for a schema, and keep it right')
            [CompletionResult]::new('init', 'init', [CompletionResultType]::ParameterValue, 'Write an authorizer to start from, with its suite, configuration and CI workflow')
            [CompletionResult]::new('demo', 'demo', [CompletionResultType]::ParameterValue, 'Show what the other commands do, on a sample API: no account, no network, nothing else installed')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print the completions of a shell')
            [CompletionResult]::new('man', 'man', [CompletionResultType]::ParameterValue, 'Write the manual pages into a folder')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'appsync-auth;test-token' {
            [CompletionResult]::new('--authorizer', '--authorizer', [CompletionResultType]::ParameterName, 'Handler file, rules file, URL, lambda:NAME, command')
            [CompletionResult]::new('--authorizer-timeout', '--authorizer-timeout', [CompletionResultType]::ParameterName, 'How long the authorizer may take, wherever it runs')
            [CompletionResult]::new('--handler-env', '--handler-env', [CompletionResultType]::ParameterName, 'A variable for a local handler; can be given several times')
            [CompletionResult]::new('--token', '--token', [CompletionResultType]::ParameterName, 'The token itself, for test tokens only')
            [CompletionResult]::new('--token-env', '--token-env', [CompletionResultType]::ParameterName, 'The environment variable that holds it')
            [CompletionResult]::new('--token-file', '--token-file', [CompletionResultType]::ParameterName, 'The file that holds it; `-` is standard input')
            [CompletionResult]::new('--token-command', '--token-command', [CompletionResultType]::ParameterName, 'The command that prints it')
            [CompletionResult]::new('--query', '--query', [CompletionResultType]::ParameterName, 'The GraphQL document; @FILE reads it')
            [CompletionResult]::new('--variables', '--variables', [CompletionResultType]::ParameterName, 'The variables, a JSON object; @FILE reads it')
            [CompletionResult]::new('--operation-name', '--operation-name', [CompletionResultType]::ParameterName, '`operationName`, when the document has several operations')
            [CompletionResult]::new('--header', '--header', [CompletionResultType]::ParameterName, 'A request header; can be given several times')
            [CompletionResult]::new('--schema', '--schema', [CompletionResultType]::ParameterName, 'The schema: directives and `deniedFields` count')
            [CompletionResult]::new('--identity-regex', '--identity-regex', [CompletionResultType]::ParameterName, 'A token that does not match is denied')
            [CompletionResult]::new('--ttl', '--ttl', [CompletionResultType]::ParameterName, '`authorizerResultTtlInSeconds`')
            [CompletionResult]::new('--api-id', '--api-id', [CompletionResultType]::ParameterName, 'The `apiId` of the event [default: that of --api, else aaaaaaaaaaaaaaaaaaaaaaaaaa]')
            [CompletionResult]::new('--account-id', '--account-id', [CompletionResultType]::ParameterName, 'The `accountId` of the event, 12 digits [default: that of --api, else 111122223333]')
            [CompletionResult]::new('--expect', '--expect', [CompletionResultType]::ParameterName, 'Which result is right: it decides the exit code')
            [CompletionResult]::new('--repeat', '--repeat', [CompletionResultType]::ParameterName, 'Invoke N times and measure')
            [CompletionResult]::new('--jobs', '--jobs', [CompletionResultType]::ParameterName, 'How many invocations at a time [default: 1 for local processes, 8 for functions and URLs]')
            [CompletionResult]::new('--filter', '--filter', [CompletionResultType]::ParameterName, 'Run only the cases whose names contain TEXT')
            [CompletionResult]::new('--shard', '--shard', [CompletionResultType]::ParameterName, 'Run only part I of N of the cases')
            [CompletionResult]::new('--report', '--report', [CompletionResultType]::ParameterName, 'Report as junit, json, tap, github or markdown')
            [CompletionResult]::new('-e', '-e', [CompletionResultType]::ParameterName, 'An environment of appsync-auth.yaml')
            [CompletionResult]::new('--env', '--env', [CompletionResultType]::ParameterName, 'An environment of appsync-auth.yaml')
            [CompletionResult]::new('--api', '--api', [CompletionResultType]::ParameterName, 'Which API: its id, name, ARN or URL')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The AWS profile')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'The AWS region')
            [CompletionResult]::new('--endpoint-url', '--endpoint-url', [CompletionResultType]::ParameterName, 'Another address for all AWS services, such as an emulator''s')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long one network call may take')
            [CompletionResult]::new('--rule', '--rule', [CompletionResultType]::ParameterName, 'Read an undocumented behaviour of AppSync the other way, such as identity-regex=find; can be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour; `NO_COLOR` and `CLICOLOR_FORCE` are heeded')
            [CompletionResult]::new('--connect', '--connect', [CompletionResultType]::ParameterName, 'Ask as for a WebSocket connection')
            [CompletionResult]::new('--fail-fast', '--fail-fast', [CompletionResultType]::ParameterName, 'Stop after the first case that fails')
            [CompletionResult]::new('--print-event', '--print-event', [CompletionResultType]::ParameterName, 'Show the event, without the token')
            [CompletionResult]::new('--logs', '--logs', [CompletionResultType]::ParameterName, 'Show what the handler prints')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON envelope instead of text')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say each step; -vv also what goes over the wire')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say each step; -vv also what goes over the wire')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; what is missing is an error')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'appsync-auth;query' {
            [CompletionResult]::new('--variables', '--variables', [CompletionResultType]::ParameterName, 'The variables, a JSON object')
            [CompletionResult]::new('--var', '--var', [CompletionResultType]::ParameterName, 'A variable, typed as the document declares it; can be given several times')
            [CompletionResult]::new('--operation-name', '--operation-name', [CompletionResultType]::ParameterName, '`operationName`, when the document has several operations')
            [CompletionResult]::new('--operation', '--operation', [CompletionResultType]::ParameterName, 'An operation of the project, by its name')
            [CompletionResult]::new('--header', '--header', [CompletionResultType]::ParameterName, 'A request header; can be given several times')
            [CompletionResult]::new('--token', '--token', [CompletionResultType]::ParameterName, 'The token itself, for test tokens only')
            [CompletionResult]::new('--token-env', '--token-env', [CompletionResultType]::ParameterName, 'The environment variable that holds it')
            [CompletionResult]::new('--token-file', '--token-file', [CompletionResultType]::ParameterName, 'The file that holds it; `-` is standard input')
            [CompletionResult]::new('--token-command', '--token-command', [CompletionResultType]::ParameterName, 'The command that prints it')
            [CompletionResult]::new('--jwt-env', '--jwt-env', [CompletionResultType]::ParameterName, 'The environment variable that holds a JWT')
            [CompletionResult]::new('--api-key-env', '--api-key-env', [CompletionResultType]::ParameterName, 'The environment variable that holds an API key')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'Where GraphQL is posted')
            [CompletionResult]::new('--api-config', '--api-config', [CompletionResultType]::ParameterName, 'What `aws appsync get-graphql-api` prints, so that denials are explained')
            [CompletionResult]::new('--schema', '--schema', [CompletionResultType]::ParameterName, 'The schema, so that the document is validated before it is sent')
            [CompletionResult]::new('--appsync-domain', '--appsync-domain', [CompletionResultType]::ParameterName, 'The API''s own host, when --url is a VPC endpoint')
            [CompletionResult]::new('--cacert', '--cacert', [CompletionResultType]::ParameterName, 'Certificates to trust instead of the system''s, in PEM')
            [CompletionResult]::new('--paginate', '--paginate', [CompletionResultType]::ParameterName, 'Follow `nextToken`, and merge the pages')
            [CompletionResult]::new('--table', '--table', [CompletionResultType]::ParameterName, 'Show a list as a table')
            [CompletionResult]::new('--max-events', '--max-events', [CompletionResultType]::ParameterName, 'End after so many events')
            [CompletionResult]::new('--for', '--for', [CompletionResultType]::ParameterName, 'End after this time')
            [CompletionResult]::new('--file', '--file', [CompletionResultType]::ParameterName, 'A file of requests and what they must answer, for CI')
            [CompletionResult]::new('--jobs', '--jobs', [CompletionResultType]::ParameterName, 'How many requests of the file are under way at once [default: 1]')
            [CompletionResult]::new('--filter', '--filter', [CompletionResultType]::ParameterName, 'Send only the requests whose names contain TEXT')
            [CompletionResult]::new('--report', '--report', [CompletionResultType]::ParameterName, 'Report as junit, json, tap, github or markdown')
            [CompletionResult]::new('-e', '-e', [CompletionResultType]::ParameterName, 'An environment of appsync-auth.yaml')
            [CompletionResult]::new('--env', '--env', [CompletionResultType]::ParameterName, 'An environment of appsync-auth.yaml')
            [CompletionResult]::new('--api', '--api', [CompletionResultType]::ParameterName, 'Which API: its id, name, ARN or URL')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The AWS profile')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'The AWS region')
            [CompletionResult]::new('--endpoint-url', '--endpoint-url', [CompletionResultType]::ParameterName, 'Another address for all AWS services, such as an emulator''s')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long one network call may take')
            [CompletionResult]::new('--rule', '--rule', [CompletionResultType]::ParameterName, 'Read an undocumented behaviour of AppSync the other way, such as identity-regex=find; can be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour; `NO_COLOR` and `CLICOLOR_FORCE` are heeded')
            [CompletionResult]::new('--retry-mutations', '--retry-mutations', [CompletionResultType]::ParameterName, 'Send a mutation again that may have been carried out')
            [CompletionResult]::new('--iam', '--iam', [CompletionResultType]::ParameterName, 'A SigV4 signature of AWS credentials')
            [CompletionResult]::new('--include', '--include', [CompletionResultType]::ParameterName, 'Show the status and the headers too')
            [CompletionResult]::new('--raw', '--raw', [CompletionResultType]::ParameterName, 'Print the bytes of the body as they came')
            [CompletionResult]::new('--curl', '--curl', [CompletionResultType]::ParameterName, 'Print the request as a curl command, and send nothing')
            [CompletionResult]::new('--explain', '--explain', [CompletionResultType]::ParameterName, 'Print every step of the decision on standard error')
            [CompletionResult]::new('--fail-fast', '--fail-fast', [CompletionResultType]::ParameterName, 'Begin no other request after one that fails')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON envelope instead of text')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say each step; -vv also what goes over the wire')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say each step; -vv also what goes over the wire')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; what is missing is an error')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'appsync-auth;configure' {
            [CompletionResult]::new('--function', '--function', [CompletionResultType]::ParameterName, 'The authorizer''s function: NAME, NAME:QUALIFIER or ARN; a qualifier is an alias or a version')
            [CompletionResult]::new('--ttl', '--ttl', [CompletionResultType]::ParameterName, 'How long AppSync keeps an answer, 0 to 3600 seconds; 0 keeps none')
            [CompletionResult]::new('--identity-regex', '--identity-regex', [CompletionResultType]::ParameterName, 'A Java regex that a token must match before the function is called')
            [CompletionResult]::new('--previous-default', '--previous-default', [CompletionResultType]::ParameterName, 'Whether the default mode that AWS_LAMBDA replaces becomes an additional one [default: keep]')
            [CompletionResult]::new('--new-default', '--new-default', [CompletionResultType]::ParameterName, 'The mode that becomes the default when AWS_LAMBDA is it no longer')
            [CompletionResult]::new('--default-action', '--default-action', [CompletionResultType]::ParameterName, '`defaultAction` of a user pool that is or becomes the default')
            [CompletionResult]::new('--permission', '--permission', [CompletionResultType]::ParameterName, 'Let AppSync invoke the function for this API, for every API, or see to it yourself [default: scoped]')
            [CompletionResult]::new('--print', '--print', [CompletionResultType]::ParameterName, 'Print what is wanted as infrastructure code and send nothing')
            [CompletionResult]::new('--restore', '--restore', [CompletionResultType]::ParameterName, 'Bring a saved configuration back; `-` is standard input')
            [CompletionResult]::new('--schema', '--schema', [CompletionResultType]::ParameterName, 'The API''s schema, instead of asking AWS for it: SDL or introspection JSON [default: that of the environment]')
            [CompletionResult]::new('-e', '-e', [CompletionResultType]::ParameterName, 'An environment of appsync-auth.yaml')
            [CompletionResult]::new('--env', '--env', [CompletionResultType]::ParameterName, 'An environment of appsync-auth.yaml')
            [CompletionResult]::new('--api', '--api', [CompletionResultType]::ParameterName, 'Which API: its id, name, ARN or URL')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The AWS profile')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'The AWS region')
            [CompletionResult]::new('--endpoint-url', '--endpoint-url', [CompletionResultType]::ParameterName, 'Another address for all AWS services, such as an emulator''s')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long one network call may take')
            [CompletionResult]::new('--rule', '--rule', [CompletionResultType]::ParameterName, 'Read an undocumented behaviour of AppSync the other way, such as identity-regex=find; can be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour; `NO_COLOR` and `CLICOLOR_FORCE` are heeded')
            [CompletionResult]::new('--default', '--default', [CompletionResultType]::ParameterName, 'Make AWS_LAMBDA the default mode')
            [CompletionResult]::new('--additional', '--additional', [CompletionResultType]::ParameterName, 'Make AWS_LAMBDA an additional mode')
            [CompletionResult]::new('--no-identity-regex', '--no-identity-regex', [CompletionResultType]::ParameterName, 'Take the regex away')
            [CompletionResult]::new('--remove', '--remove', [CompletionResultType]::ParameterName, 'Take the AWS_LAMBDA mode away')
            [CompletionResult]::new('--keep-permission', '--keep-permission', [CompletionResultType]::ParameterName, 'Leave the permission to invoke a function that the API calls no longer')
            [CompletionResult]::new('--check', '--check', [CompletionResultType]::ParameterName, 'Show the plan and send nothing; exit 1 if it changes anything')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show the plan and send nothing')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Apply the plan without asking')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Apply the plan without asking')
            [CompletionResult]::new('--all-environments', '--all-environments', [CompletionResultType]::ParameterName, 'Do it for every environment that says what is `wanted`')
            [CompletionResult]::new('--known-settings-only', '--known-settings-only', [CompletionResultType]::ParameterName, 'Send no setting that this program does not know, for a service that refuses one')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON envelope instead of text')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say each step; -vv also what goes over the wire')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say each step; -vv also what goes over the wire')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; what is missing is an error')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'appsync-auth;status' {
            [CompletionResult]::new('--interval', '--interval', [CompletionResultType]::ParameterName, 'How long to wait before each new look')
            [CompletionResult]::new('-e', '-e', [CompletionResultType]::ParameterName, 'An environment of appsync-auth.yaml')
            [CompletionResult]::new('--env', '--env', [CompletionResultType]::ParameterName, 'An environment of appsync-auth.yaml')
            [CompletionResult]::new('--api', '--api', [CompletionResultType]::ParameterName, 'Which API: its id, name, ARN or URL')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The AWS profile')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'The AWS region')
            [CompletionResult]::new('--endpoint-url', '--endpoint-url', [CompletionResultType]::ParameterName, 'Another address for all AWS services, such as an emulator''s')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long one network call may take')
            [CompletionResult]::new('--rule', '--rule', [CompletionResultType]::ParameterName, 'Read an undocumented behaviour of AppSync the other way, such as identity-regex=find; can be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour; `NO_COLOR` and `CLICOLOR_FORCE` are heeded')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'Every API of the account in the region')
            [CompletionResult]::new('--watch', '--watch', [CompletionResultType]::ParameterName, 'Look again and again, and show what changed, until Ctrl-C')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON envelope instead of text')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say each step; -vv also what goes over the wire')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say each step; -vv also what goes over the wire')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; what is missing is an error')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'appsync-auth;grant' {
            [CompletionResult]::new('--function', '--function', [CompletionResultType]::ParameterName, 'The function that shall call the API')
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'What it may do [default: all three, unless a field is named]')
            [CompletionResult]::new('--field', '--field', [CompletionResultType]::ParameterName, 'A single field that it may ask for; can be given several times')
            [CompletionResult]::new('--endpoint-variable', '--endpoint-variable', [CompletionResultType]::ParameterName, 'The variable of the function that holds the API''s URL: set by --apply, looked at by --check, taken away by --revoke')
            [CompletionResult]::new('--print', '--print', [CompletionResultType]::ParameterName, 'Print infrastructure code in place of the policy')
            [CompletionResult]::new('-e', '-e', [CompletionResultType]::ParameterName, 'An environment of appsync-auth.yaml')
            [CompletionResult]::new('--env', '--env', [CompletionResultType]::ParameterName, 'An environment of appsync-auth.yaml')
            [CompletionResult]::new('--api', '--api', [CompletionResultType]::ParameterName, 'Which API: its id, name, ARN or URL')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The AWS profile')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'The AWS region')
            [CompletionResult]::new('--endpoint-url', '--endpoint-url', [CompletionResultType]::ParameterName, 'Another address for all AWS services, such as an emulator''s')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long one network call may take')
            [CompletionResult]::new('--rule', '--rule', [CompletionResultType]::ParameterName, 'Read an undocumented behaviour of AppSync the other way, such as identity-regex=find; can be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour; `NO_COLOR` and `CLICOLOR_FORCE` are heeded')
            [CompletionResult]::new('--apply', '--apply', [CompletionResultType]::ParameterName, 'Put the policy on the function''s execution role, inline and under a name of its own')
            [CompletionResult]::new('--check', '--check', [CompletionResultType]::ParameterName, 'Say whether the role may already, by which policy; exit 1 if not, 6 if that cannot be known')
            [CompletionResult]::new('--revoke', '--revoke', [CompletionResultType]::ParameterName, 'Take the policy away that --apply put there')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Change without asking')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Change without asking')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON envelope instead of text')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say each step; -vv also what goes over the wire')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say each step; -vv also what goes over the wire')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; what is missing is an error')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'appsync-auth;access' {
            [CompletionResult]::new('--api-config', '--api-config', [CompletionResultType]::ParameterName, 'What `aws appsync get-graphql-api` prints, or only its modes; `-` is standard input')
            [CompletionResult]::new('--mode', '--mode', [CompletionResultType]::ParameterName, 'Show only this mode, such as AWS_LAMBDA; can be given several times')
            [CompletionResult]::new('--type', '--type', [CompletionResultType]::ParameterName, 'Show only the fields of this type; can be given several times')
            [CompletionResult]::new('--policy', '--policy', [CompletionResultType]::ParameterName, 'An IAM policy document: a column for a caller who has it; can be given several times')
            [CompletionResult]::new('--cognito-group', '--cognito-group', [CompletionResultType]::ParameterName, 'A Cognito group: a column for its users; can be given several times [default: the groups that the schema names]')
            [CompletionResult]::new('--snapshot', '--snapshot', [CompletionResultType]::ParameterName, 'Compare with this file, and say what changed')
            [CompletionResult]::new('--html', '--html', [CompletionResultType]::ParameterName, 'Write a page that holds everything that it needs; `-` is standard output')
            [CompletionResult]::new('-e', '-e', [CompletionResultType]::ParameterName, 'An environment of appsync-auth.yaml')
            [CompletionResult]::new('--env', '--env', [CompletionResultType]::ParameterName, 'An environment of appsync-auth.yaml')
            [CompletionResult]::new('--api', '--api', [CompletionResultType]::ParameterName, 'Which API: its id, name, ARN or URL')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The AWS profile')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'The AWS region')
            [CompletionResult]::new('--endpoint-url', '--endpoint-url', [CompletionResultType]::ParameterName, 'Another address for all AWS services, such as an emulator''s')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long one network call may take')
            [CompletionResult]::new('--rule', '--rule', [CompletionResultType]::ParameterName, 'Read an undocumented behaviour of AppSync the other way, such as identity-regex=find; can be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour; `NO_COLOR` and `CLICOLOR_FORCE` are heeded')
            [CompletionResult]::new('--check', '--check', [CompletionResultType]::ParameterName, 'Exit 1 if anything changed')
            [CompletionResult]::new('--update', '--update', [CompletionResultType]::ParameterName, 'Write the file')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON envelope instead of text')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say each step; -vv also what goes over the wire')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say each step; -vv also what goes over the wire')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; what is missing is an error')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'appsync-auth;explain' {
            [CompletionResult]::new('--curl', '--curl', [CompletionResultType]::ParameterName, 'The request as a curl command')
            [CompletionResult]::new('--request', '--request', [CompletionResultType]::ParameterName, 'A saved request, as JSON')
            [CompletionResult]::new('--har', '--har', [CompletionResultType]::ParameterName, 'A HAR file: the last request in it that failed')
            [CompletionResult]::new('--har-entry', '--har-entry', [CompletionResultType]::ParameterName, 'Which GraphQL request of the HAR file, from 1')
            [CompletionResult]::new('--query', '--query', [CompletionResultType]::ParameterName, 'The GraphQL document')
            [CompletionResult]::new('--variables', '--variables', [CompletionResultType]::ParameterName, 'The variables, a JSON object')
            [CompletionResult]::new('--operation-name', '--operation-name', [CompletionResultType]::ParameterName, '`operationName`, when the document has several operations')
            [CompletionResult]::new('--header', '--header', [CompletionResultType]::ParameterName, 'A request header; can be given several times')
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'The time of the request, such as 2026-01-31T12:00:00Z [default: now]')
            [CompletionResult]::new('--token', '--token', [CompletionResultType]::ParameterName, 'The token itself, for test tokens only')
            [CompletionResult]::new('--token-env', '--token-env', [CompletionResultType]::ParameterName, 'The environment variable that holds it')
            [CompletionResult]::new('--token-file', '--token-file', [CompletionResultType]::ParameterName, 'The file that holds it; `-` is standard input')
            [CompletionResult]::new('--token-command', '--token-command', [CompletionResultType]::ParameterName, 'The command that prints it')
            [CompletionResult]::new('--jwt-env', '--jwt-env', [CompletionResultType]::ParameterName, 'The environment variable that holds a JWT')
            [CompletionResult]::new('--api-key-env', '--api-key-env', [CompletionResultType]::ParameterName, 'The environment variable that holds an API key')
            [CompletionResult]::new('--credential', '--credential', [CompletionResultType]::ParameterName, 'What is known of the key, signature or JWT')
            [CompletionResult]::new('--policy', '--policy', [CompletionResultType]::ParameterName, 'An IAM policy of the caller')
            [CompletionResult]::new('--user-arn', '--user-arn', [CompletionResultType]::ParameterName, 'The ARN of an IAM caller, for `identity`')
            [CompletionResult]::new('--cognito-group', '--cognito-group', [CompletionResultType]::ParameterName, 'A Cognito group of the caller')
            [CompletionResult]::new('--api-config', '--api-config', [CompletionResultType]::ParameterName, 'What `aws appsync get-graphql-api` prints')
            [CompletionResult]::new('--schema', '--schema', [CompletionResultType]::ParameterName, 'The schema, so that fields are judged')
            [CompletionResult]::new('--authorizer', '--authorizer', [CompletionResultType]::ParameterName, 'The authorizer to ask; without it none is asked')
            [CompletionResult]::new('--authorizer-response', '--authorizer-response', [CompletionResultType]::ParameterName, 'What the authorizer answered')
            [CompletionResult]::new('--authorizer-timeout', '--authorizer-timeout', [CompletionResultType]::ParameterName, 'How long the authorizer may take, wherever it runs')
            [CompletionResult]::new('--handler-env', '--handler-env', [CompletionResultType]::ParameterName, 'A variable for a local handler; can be given several times')
            [CompletionResult]::new('-e', '-e', [CompletionResultType]::ParameterName, 'An environment of appsync-auth.yaml')
            [CompletionResult]::new('--env', '--env', [CompletionResultType]::ParameterName, 'An environment of appsync-auth.yaml')
            [CompletionResult]::new('--api', '--api', [CompletionResultType]::ParameterName, 'Which API: its id, name, ARN or URL')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The AWS profile')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'The AWS region')
            [CompletionResult]::new('--endpoint-url', '--endpoint-url', [CompletionResultType]::ParameterName, 'Another address for all AWS services, such as an emulator''s')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long one network call may take')
            [CompletionResult]::new('--rule', '--rule', [CompletionResultType]::ParameterName, 'Read an undocumented behaviour of AppSync the other way, such as identity-regex=find; can be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour; `NO_COLOR` and `CLICOLOR_FORCE` are heeded')
            [CompletionResult]::new('--connect', '--connect', [CompletionResultType]::ParameterName, 'The request opens a WebSocket')
            [CompletionResult]::new('--iam', '--iam', [CompletionResultType]::ParameterName, 'A SigV4 signature of AWS credentials')
            [CompletionResult]::new('--logs', '--logs', [CompletionResultType]::ParameterName, 'Show what the handler prints; for a deployed function the end of its log')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON envelope instead of text')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say each step; -vv also what goes over the wire')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say each step; -vv also what goes over the wire')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; what is missing is an error')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'appsync-auth;local' {
            [CompletionResult]::new('--schema', '--schema', [CompletionResultType]::ParameterName, 'The schema: SDL, introspection JSON, or a pattern of SDL files [default: what appsync-auth.yaml says]')
            [CompletionResult]::new('--default', '--default', [CompletionResultType]::ParameterName, 'The default mode; AMAZON_COGNITO_USER_POOLS=POOL and OPENID_CONNECT=ISSUER say which [default: AWS_LAMBDA with an authorizer, else API_KEY]')
            [CompletionResult]::new('--additional', '--additional', [CompletionResultType]::ParameterName, 'An additional mode; can be given several times')
            [CompletionResult]::new('--ttl', '--ttl', [CompletionResultType]::ParameterName, 'How long the authorizer''s answers live, in seconds')
            [CompletionResult]::new('--identity-regex', '--identity-regex', [CompletionResultType]::ParameterName, 'The identityValidationExpression')
            [CompletionResult]::new('--api-config', '--api-config', [CompletionResultType]::ParameterName, 'What `aws appsync get-graphql-api` prints, to start from')
            [CompletionResult]::new('--data', '--data', [CompletionResultType]::ParameterName, 'What fields answer, by coordinate; where it says nothing, values are made up')
            [CompletionResult]::new('--resolver', '--resolver', [CompletionResultType]::ParameterName, 'A function that answers a field, as a direct Lambda resolver; can be given several times')
            [CompletionResult]::new('--port', '--port', [CompletionResultType]::ParameterName, 'The port; 0 is any free one [default: 4000]')
            [CompletionResult]::new('--host', '--host', [CompletionResultType]::ParameterName, 'The address to listen on; others than this machine''s own open the emulator to the network')
            [CompletionResult]::new('--state', '--state', [CompletionResultType]::ParameterName, 'Keep APIs, keys and data in this folder')
            [CompletionResult]::new('--account-id', '--account-id', [CompletionResultType]::ParameterName, 'The account in ARNs, 12 digits')
            [CompletionResult]::new('--authorizer', '--authorizer', [CompletionResultType]::ParameterName, 'Handler file, rules file, URL, lambda:NAME, command')
            [CompletionResult]::new('--authorizer-timeout', '--authorizer-timeout', [CompletionResultType]::ParameterName, 'How long the authorizer may take, wherever it runs')
            [CompletionResult]::new('--handler-env', '--handler-env', [CompletionResultType]::ParameterName, 'A variable for a local handler; can be given several times')
            [CompletionResult]::new('-e', '-e', [CompletionResultType]::ParameterName, 'An environment of appsync-auth.yaml')
            [CompletionResult]::new('--env', '--env', [CompletionResultType]::ParameterName, 'An environment of appsync-auth.yaml')
            [CompletionResult]::new('--api', '--api', [CompletionResultType]::ParameterName, 'Which API: its id, name, ARN or URL')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The AWS profile')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'The AWS region')
            [CompletionResult]::new('--endpoint-url', '--endpoint-url', [CompletionResultType]::ParameterName, 'Another address for all AWS services, such as an emulator''s')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long one network call may take')
            [CompletionResult]::new('--rule', '--rule', [CompletionResultType]::ParameterName, 'Read an undocumented behaviour of AppSync the other way, such as identity-regex=find; can be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour; `NO_COLOR` and `CLICOLOR_FORCE` are heeded')
            [CompletionResult]::new('--tls', '--tls', [CompletionResultType]::ParameterName, 'Serve HTTPS, with a certificate of an authority that is made for it')
            [CompletionResult]::new('--accept-any-credentials', '--accept-any-credentials', [CompletionResultType]::ParameterName, 'Take every signature by unknown credentials for good')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON envelope instead of text')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say each step; -vv also what goes over the wire')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say each step; -vv also what goes over the wire')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; what is missing is an error')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('token', 'token', [CompletionResultType]::ParameterValue, 'Print a JWT that a running emulator accepts')
            break
        }
        'appsync-auth;local;token' {
            [CompletionResult]::new('--mode', '--mode', [CompletionResultType]::ParameterName, 'Whose token: AMAZON_COGNITO_USER_POOLS or OPENID_CONNECT [default: the first of them that the API has]')
            [CompletionResult]::new('--claims', '--claims', [CompletionResultType]::ParameterName, 'Claims to add or to replace; null takes one away')
            [CompletionResult]::new('--api', '--api', [CompletionResultType]::ParameterName, 'The API, by its name or id [default: the first]')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'Where the emulator is [default: the port of appsync-auth.yaml, else http://127.0.0.1:4000]')
            [CompletionResult]::new('--cacert', '--cacert', [CompletionResultType]::ParameterName, 'The certificate of the emulator''s authority, with --tls')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour; `NO_COLOR` and `CLICOLOR_FORCE` are heeded')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON envelope instead of text')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say each step; -vv also what goes over the wire')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say each step; -vv also what goes over the wire')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; what is missing is an error')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'appsync-auth;lint' {
            [CompletionResult]::new('--api-config', '--api-config', [CompletionResultType]::ParameterName, 'What `aws appsync get-graphql-api` prints, instead of asking AWS; `-` is standard input')
            [CompletionResult]::new('--deny', '--deny', [CompletionResultType]::ParameterName, 'Make an error of a rule, by code or name; can be given several times')
            [CompletionResult]::new('--allow', '--allow', [CompletionResultType]::ParameterName, 'Do not report a rule, by code or name; can be given several times')
            [CompletionResult]::new('--authorizer-response', '--authorizer-response', [CompletionResultType]::ParameterName, 'An answer of the authorizer, whose `deniedFields` must name fields; can be given several times')
            [CompletionResult]::new('--authorizer', '--authorizer', [CompletionResultType]::ParameterName, 'A rules file, the `deniedFields` of whose answers must name fields')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How findings are written: text, sarif or github')
            [CompletionResult]::new('-e', '-e', [CompletionResultType]::ParameterName, 'An environment of appsync-auth.yaml')
            [CompletionResult]::new('--env', '--env', [CompletionResultType]::ParameterName, 'An environment of appsync-auth.yaml')
            [CompletionResult]::new('--api', '--api', [CompletionResultType]::ParameterName, 'Which API: its id, name, ARN or URL')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The AWS profile')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'The AWS region')
            [CompletionResult]::new('--endpoint-url', '--endpoint-url', [CompletionResultType]::ParameterName, 'Another address for all AWS services, such as an emulator''s')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long one network call may take')
            [CompletionResult]::new('--rule', '--rule', [CompletionResultType]::ParameterName, 'Read an undocumented behaviour of AppSync the other way, such as identity-regex=find; can be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour; `NO_COLOR` and `CLICOLOR_FORCE` are heeded')
            [CompletionResult]::new('--assume-query-aware', '--assume-query-aware', [CompletionResultType]::ParameterName, 'The authorizer looks at the query, so a TTL above 0 is a finding')
            [CompletionResult]::new('--fix', '--fix', [CompletionResultType]::ParameterName, 'Write the missing directives into the schema''s files')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON envelope instead of text')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say each step; -vv also what goes over the wire')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say each step; -vv also what goes over the wire')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; what is missing is an error')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'appsync-auth;generate' {
            [CompletionResult]::new('--schema', '--schema', [CompletionResultType]::ParameterName, 'The schema: files of SDL or introspection JSON')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'Ask the API, by an introspection query')
            [CompletionResult]::new('--save-schema', '--save-schema', [CompletionResultType]::ParameterName, 'Keep the schema in this file, as the target `schema` writes it')
            [CompletionResult]::new('--cacert', '--cacert', [CompletionResultType]::ParameterName, 'Certificates to trust instead of the system''s, in PEM, for --url')
            [CompletionResult]::new('--documents', '--documents', [CompletionResultType]::ParameterName, 'Operations of your own: a pattern of files')
            [CompletionResult]::new('--target', '--target', [CompletionResultType]::ParameterName, 'What to write, and where')
            [CompletionResult]::new('--preset', '--preset', [CompletionResultType]::ParameterName, 'Write as others do: amplify')
            [CompletionResult]::new('--out', '--out', [CompletionResultType]::ParameterName, 'The folder; it is made [default: generated]')
            [CompletionResult]::new('--interval', '--interval', [CompletionResultType]::ParameterName, 'How often --watch asks an API [default: 5s]')
            [CompletionResult]::new('--ts-imports', '--ts-imports', [CompletionResultType]::ParameterName, 'How files of TypeScript import each other: js or ts [default: js]')
            [CompletionResult]::new('--scalar', '--scalar', [CompletionResultType]::ParameterName, 'The target''s type for a scalar; can be given several times')
            [CompletionResult]::new('--statement-target', '--statement-target', [CompletionResultType]::ParameterName, 'Amplify''s name of --target, with --preset amplify')
            [CompletionResult]::new('--type-target', '--type-target', [CompletionResultType]::ParameterName, 'Amplify''s target of types, with --preset amplify: typescript')
            [CompletionResult]::new('--statement-max-depth', '--statement-max-depth', [CompletionResultType]::ParameterName, 'Amplify''s name of --depth, with --preset amplify')
            [CompletionResult]::new('--statement-typename-introspection', '--statement-typename-introspection', [CompletionResultType]::ParameterName, 'Amplify''s name of --typename, with --preset amplify')
            [CompletionResult]::new('--statements', '--statements', [CompletionResultType]::ParameterName, 'Which operations are generated from the schema')
            [CompletionResult]::new('--depth', '--depth', [CompletionResultType]::ParameterName, 'How deep operations select [default: 2]')
            [CompletionResult]::new('--depth-mode', '--depth-mode', [CompletionResultType]::ParameterName, 'What --depth counts: levels, entity or amplify [default: levels]')
            [CompletionResult]::new('--nested-args', '--nested-args', [CompletionResultType]::ParameterName, 'Nested fields that need an argument: skip, or lift it to a variable')
            [CompletionResult]::new('--lift', '--lift', [CompletionResultType]::ParameterName, 'Nested fields whose arguments all become variables, such as Post.comments')
            [CompletionResult]::new('--include', '--include', [CompletionResultType]::ParameterName, 'Only these, such as Query.list* or Subscription')
            [CompletionResult]::new('--exclude', '--exclude', [CompletionResultType]::ParameterName, 'Not these, such as Todo.secret')
            [CompletionResult]::new('--fragments', '--fragments', [CompletionResultType]::ParameterName, 'Fragments for repeated selections: auto, never or always [default: auto]')
            [CompletionResult]::new('--order', '--order', [CompletionResultType]::ParameterName, 'The order of types, operations and fields: name or schema [default: name]')
            [CompletionResult]::new('--max-fields', '--max-fields', [CompletionResultType]::ParameterName, 'The most leaf fields of one operation [default: 2000]')
            [CompletionResult]::new('--auth-mode', '--auth-mode', [CompletionResultType]::ParameterName, 'Only what this mode reaches, such as AWS_LAMBDA')
            [CompletionResult]::new('--cognito-group', '--cognito-group', [CompletionResultType]::ParameterName, 'A Cognito group of the caller; can be given several times')
            [CompletionResult]::new('--denied-fields', '--denied-fields', [CompletionResultType]::ParameterName, 'Fields that the authorizer denies: Type.field, or a file')
            [CompletionResult]::new('--api-config', '--api-config', [CompletionResultType]::ParameterName, 'What `aws appsync get-graphql-api` prints, for the API''s modes; `-` is standard input')
            [CompletionResult]::new('--default', '--default', [CompletionResultType]::ParameterName, 'The API''s default mode, when neither --api nor --api-config says it')
            [CompletionResult]::new('--additional', '--additional', [CompletionResultType]::ParameterName, 'An additional mode of the API; can be given several times')
            [CompletionResult]::new('--token', '--token', [CompletionResultType]::ParameterName, 'The token itself, for test tokens only')
            [CompletionResult]::new('--token-env', '--token-env', [CompletionResultType]::ParameterName, 'The environment variable that holds it')
            [CompletionResult]::new('--token-file', '--token-file', [CompletionResultType]::ParameterName, 'The file that holds it; `-` is standard input')
            [CompletionResult]::new('--token-command', '--token-command', [CompletionResultType]::ParameterName, 'The command that prints it')
            [CompletionResult]::new('--jwt-env', '--jwt-env', [CompletionResultType]::ParameterName, 'The environment variable that holds a JWT')
            [CompletionResult]::new('--api-key-env', '--api-key-env', [CompletionResultType]::ParameterName, 'The environment variable that holds an API key')
            [CompletionResult]::new('-e', '-e', [CompletionResultType]::ParameterName, 'An environment of appsync-auth.yaml')
            [CompletionResult]::new('--env', '--env', [CompletionResultType]::ParameterName, 'An environment of appsync-auth.yaml')
            [CompletionResult]::new('--api', '--api', [CompletionResultType]::ParameterName, 'Which API: its id, name, ARN or URL')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The AWS profile')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'The AWS region')
            [CompletionResult]::new('--endpoint-url', '--endpoint-url', [CompletionResultType]::ParameterName, 'Another address for all AWS services, such as an emulator''s')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long one network call may take')
            [CompletionResult]::new('--rule', '--rule', [CompletionResultType]::ParameterName, 'Read an undocumented behaviour of AppSync the other way, such as identity-regex=find; can be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour; `NO_COLOR` and `CLICOLOR_FORCE` are heeded')
            [CompletionResult]::new('--lenient', '--lenient', [CompletionResultType]::ParameterName, 'Take a schema that breaks GraphQL''s rules')
            [CompletionResult]::new('--print', '--print', [CompletionResultType]::ParameterName, 'Print the files instead of writing them')
            [CompletionResult]::new('--check', '--check', [CompletionResultType]::ParameterName, 'Write nothing; exit 1 if a file is not right')
            [CompletionResult]::new('--watch', '--watch', [CompletionResultType]::ParameterName, 'Generate again when the schema changes')
            [CompletionResult]::new('--prune', '--prune', [CompletionResultType]::ParameterName, 'Delete what is not generated any more')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Write over files that were edited')
            [CompletionResult]::new('--report', '--report', [CompletionResultType]::ParameterName, 'Say how large each operation is, and what was left out')
            [CompletionResult]::new('--ts-functions', '--ts-functions', [CompletionResultType]::ParameterName, 'A plain function beside each operation, in TypeScript')
            [CompletionResult]::new('--exclude-deprecated', '--exclude-deprecated', [CompletionResultType]::ParameterName, 'Leave deprecated fields out')
            [CompletionResult]::new('--typename', '--typename', [CompletionResultType]::ParameterName, 'Select `__typename` in every object')
            [CompletionResult]::new('--iam', '--iam', [CompletionResultType]::ParameterName, 'A SigV4 signature of AWS credentials')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON envelope instead of text')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say each step; -vv also what goes over the wire')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say each step; -vv also what goes over the wire')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; what is missing is an error')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('init', 'init', [CompletionResultType]::ParameterValue, 'Write a `generate` section into appsync-auth.yaml')
            break
        }
        'appsync-auth;generate;init' {
            [CompletionResult]::new('--schema', '--schema', [CompletionResultType]::ParameterName, 'The schema: a file or a pattern of files [default: that of .graphqlconfig.yml, else schema.graphql]')
            [CompletionResult]::new('--target', '--target', [CompletionResultType]::ParameterName, 'What to write [default: that of .graphqlconfig.yml, else typescript]')
            [CompletionResult]::new('--out', '--out', [CompletionResultType]::ParameterName, 'The folder to write into [default: that of .graphqlconfig.yml, else generated]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour; `NO_COLOR` and `CLICOLOR_FORCE` are heeded')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON envelope instead of text')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say each step; -vv also what goes over the wire')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say each step; -vv also what goes over the wire')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; what is missing is an error')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'appsync-auth;init' {
            [CompletionResult]::new('--language', '--language', [CompletionResultType]::ParameterName, 'What to write it in; else what the folder shows, else a question')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour; `NO_COLOR` and `CLICOLOR_FORCE` are heeded')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON envelope instead of text')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say each step; -vv also what goes over the wire')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say each step; -vv also what goes over the wire')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; what is missing is an error')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'appsync-auth;demo' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour; `NO_COLOR` and `CLICOLOR_FORCE` are heeded')
            [CompletionResult]::new('--keep', '--keep', [CompletionResultType]::ParameterName, 'Leave the sample where it is, and go on serving it until Ctrl-C')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON envelope instead of text')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say each step; -vv also what goes over the wire')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say each step; -vv also what goes over the wire')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; what is missing is an error')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'appsync-auth;completions' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour; `NO_COLOR` and `CLICOLOR_FORCE` are heeded')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON envelope instead of text')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say each step; -vv also what goes over the wire')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say each step; -vv also what goes over the wire')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; what is missing is an error')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'appsync-auth;man' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour; `NO_COLOR` and `CLICOLOR_FORCE` are heeded')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON envelope instead of text')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say each step; -vv also what goes over the wire')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say each step; -vv also what goes over the wire')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; what is missing is an error')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'appsync-auth;help' {
            [CompletionResult]::new('test-token', 'test-token', [CompletionResultType]::ParameterValue, 'Ask an authorizer about a token, or run suites of cases in CI')
            [CompletionResult]::new('query', 'query', [CompletionResultType]::ParameterValue, 'Send GraphQL with a token, a signature, an API key or a JWT; subscriptions too')
            [CompletionResult]::new('configure', 'configure', [CompletionResultType]::ParameterValue, 'Give an API a Lambda authorizer, change or remove it, and lose nothing else')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Show what an API''s authorization is: modes, authorizer, permission, findings; or of every API')
            [CompletionResult]::new('grant', 'grant', [CompletionResultType]::ParameterValue, 'Let a Lambda function call the API by AWS_IAM: the policy, put on its role, checked, taken back')
            [CompletionResult]::new('access', 'access', [CompletionResultType]::ParameterValue, 'Show who can reach which field, and keep it in a snapshot that a review can check')
            [CompletionResult]::new('explain', 'explain', [CompletionResultType]::ParameterValue, 'Say step by step why a request is denied, or print the page of a rule')
            [CompletionResult]::new('local', 'local', [CompletionResultType]::ParameterValue, 'Serve AppSync''s authorization on this machine: for clients, the AWS CLI and tests')
            [CompletionResult]::new('lint', 'lint', [CompletionResultType]::ParameterValue, 'Check a schema''s and an API''s multi-auth set-up, and write missing directives')
            [CompletionResult]::new('generate', 'generate', [CompletionResultType]::ParameterValue, 'Write client code for a schema, and keep it right')
            [CompletionResult]::new('init', 'init', [CompletionResultType]::ParameterValue, 'Write an authorizer to start from, with its suite, configuration and CI workflow')
            [CompletionResult]::new('demo', 'demo', [CompletionResultType]::ParameterValue, 'Show what the other commands do, on a sample API: no account, no network, nothing else installed')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print the completions of a shell')
            [CompletionResult]::new('man', 'man', [CompletionResultType]::ParameterValue, 'Write the manual pages into a folder')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'appsync-auth;help;test-token' {
            break
        }
        'appsync-auth;help;query' {
            break
        }
        'appsync-auth;help;configure' {
            break
        }
        'appsync-auth;help;status' {
            break
        }
        'appsync-auth;help;grant' {
            break
        }
        'appsync-auth;help;access' {
            break
        }
        'appsync-auth;help;explain' {
            break
        }
        'appsync-auth;help;local' {
            [CompletionResult]::new('token', 'token', [CompletionResultType]::ParameterValue, 'Print a JWT that a running emulator accepts')
            break
        }
        'appsync-auth;help;local;token' {
            break
        }
        'appsync-auth;help;lint' {
            break
        }
        'appsync-auth;help;generate' {
            [CompletionResult]::new('init', 'init', [CompletionResultType]::ParameterValue, 'Write a `generate` section into appsync-auth.yaml')
            break
        }
        'appsync-auth;help;generate;init' {
            break
        }
        'appsync-auth;help;init' {
            break
        }
        'appsync-auth;help;demo' {
            break
        }
        'appsync-auth;help;completions' {
            break
        }
        'appsync-auth;help;man' {
            break
        }
        'appsync-auth;help;help' {
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
