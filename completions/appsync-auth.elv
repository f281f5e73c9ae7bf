
use builtin;
use str;

set edit:completion:arg-completer[appsync-auth] = {|@words|
    fn spaces {|n|
        builtin:repeat $n ' ' | str:join ''
    }
    fn cand {|text desc|
        edit:complex-candidate $text &display=$text' '(spaces (- 14 (wcswidth $text)))$desc
    }
    var command = 'appsync-auth'
    for word $words[1..-1] {
        if (str:has-prefix $word '-') {
            break
        }
        set command = $command';'$word
    }
    var completions = [
        &'appsync-auth'= {
            cand --color 'When to colour; `NO_COLOR` and `CLICOLOR_FORCE` are heeded'
            cand --json 'Print one JSON envelope instead of text'
            cand -q 'Print no notes'
            cand --quiet 'Print no notes'
            cand -v 'Say each step; -vv also what goes over the wire'
            cand --verbose 'Say each step; -vv also what goes over the wire'
            cand --no-input 'Never ask; what is missing is an error'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand test-token 'Ask an authorizer about a token, or run suites of cases in CI'
            cand access 'Show who can reach which field, and keep it in a snapshot that a review can check'
            cand explain 'Say step by step why a request is denied, or print the page of a rule'
            cand local 'Serve AppSync''s authorization on this machine: for clients, the AWS CLI and tests'
            cand lint 'Check a schema''s and an API''s multi-auth set-up, and write missing directives'
            cand init 'Write an authorizer to start from, with its suite, configuration and CI workflow'
            cand demo 'Show what the other commands do, on a sample API: no account, no network, nothing else installed'
            cand completions 'Print the completions of a shell'
            cand man 'Write the manual pages into a folder'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'appsync-auth;test-token'= {
            cand --authorizer 'Handler file, rules file, URL, lambda:NAME, command'
            cand --authorizer-timeout 'How long the authorizer may take, wherever it runs'
            cand --handler-env 'A variable for a local handler; can be given several times'
            cand --token 'The token itself, for test tokens only'
            cand --token-env 'The environment variable that holds it'
            cand --token-file 'The file that holds it; `-` is standard input'
            cand --token-command 'The command that prints it'
            cand --query 'The GraphQL document; @FILE reads it'
            cand --variables 'The variables, a JSON object; @FILE reads it'
            cand --operation-name '`operationName`, when the document has several operations'
            cand --header 'A request header; can be given several times'
            cand --schema 'The schema: directives and `deniedFields` count'
            cand --identity-regex 'A token that does not match is denied'
            cand --ttl '`authorizerResultTtlInSeconds`'
            cand --api-id 'The `apiId` of the event [default: that of --api, else aaaaaaaaaaaaaaaaaaaaaaaaaa]'
            cand --account-id 'The `accountId` of the event, 12 digits [default: that of --api, else 111122223333]'
            cand --expect 'Which result is right: it decides the exit code'
            cand --repeat 'Invoke N times and measure'
            cand --jobs 'How many invocations at a time [default: 1 for local processes, 8 for functions and URLs]'
            cand --filter 'Run only the cases whose names contain TEXT'
            cand --shard 'Run only part I of N of the cases'
            cand --report 'Report as junit, json, tap, github or markdown'
            cand -e 'An environment of appsync-auth.yaml'
            cand --env 'An environment of appsync-auth.yaml'
            cand --api 'Which API: its id, name, ARN or URL'
            cand --profile 'The AWS profile'
            cand --region 'The AWS region'
            cand --endpoint-url 'Another address for all AWS services, such as an emulator''s'
            cand --timeout 'How long one network call may take'
            cand --rule 'Read an undocumented behaviour of AppSync the other way, such as identity-regex=find; can be given several times'
            cand --color 'When to colour; `NO_COLOR` and `CLICOLOR_FORCE` are heeded'
            cand --connect 'Ask as for a WebSocket connection'
            cand --fail-fast 'Stop after the first case that fails'
            cand --print-event 'Show the event, without the token'
            cand --logs 'Show what the handler prints'
            cand --json 'Print one JSON envelope instead of text'
            cand -q 'Print no notes'
            cand --quiet 'Print no notes'
            cand -v 'Say each step; -vv also what goes over the wire'
            cand --verbose 'Say each step; -vv also what goes over the wire'
            cand --no-input 'Never ask; what is missing is an error'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'appsync-auth;access'= {
            cand --api-config 'What `aws appsync get-graphql-api` prints, or only its modes; `-` is standard input'
            cand --mode 'Show only this mode, such as AWS_LAMBDA; can be given several times'
            cand --type 'Show only the fields of this type; can be given several times'
            cand --policy 'An IAM policy document: a column for a caller who has it; can be given several times'
            cand --cognito-group 'A Cognito group: a column for its users; can be given several times [default: the groups that the schema names]'
            cand --snapshot 'Compare with this file, and say what changed'
            cand --html 'Write a page that holds everything that it needs; `-` is standard output'
            cand -e 'An environment of appsync-auth.yaml'
            cand --env 'An environment of appsync-auth.yaml'
            cand --api 'Which API: its id, name, ARN or URL'
            cand --profile 'The AWS profile'
            cand --region 'The AWS region'
            cand --endpoint-url 'Another address for all AWS services, such as an emulator''s'
            cand --timeout 'How long one network call may take'
            cand --rule 'Read an undocumented behaviour of AppSync the other way, such as identity-regex=find; can be given several times'
            cand --color 'When to colour; `NO_COLOR` and `CLICOLOR_FORCE` are heeded'
            cand --check 'Exit 1 if anything changed'
            cand --update 'Write the file'
            cand --json 'Print one JSON envelope instead of text'
            cand -q 'Print no notes'
            cand --quiet 'Print no notes'
            cand -v 'Say each step; -vv also what goes over the wire'
            cand --verbose 'Say each step; -vv also what goes over the wire'
            cand --no-input 'Never ask; what is missing is an error'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'appsync-auth;explain'= {
            cand --curl 'The request as a curl command'
            cand --request 'A saved request, as JSON'
            cand --har 'A HAR file: the last request in it that failed'
            cand --har-entry 'Which GraphQL request of the HAR file, from 1'
            cand --query 'The GraphQL document'
            cand --variables 'The variables, a JSON object'
            cand --operation-name '`operationName`, when the document has several operations'
            cand --header 'A request header; can be given several times'
            cand --now 'The time of the request, such as 2026-01-31T12:00:00Z [default: now]'
            cand --token 'The token itself, for test tokens only'
            cand --token-env 'The environment variable that holds it'
            cand --token-file 'The file that holds it; `-` is standard input'
            cand --token-command 'The command that prints it'
            cand --jwt-env 'The environment variable that holds a JWT'
            cand --api-key-env 'The environment variable that holds an API key'
            cand --credential 'What is known of the key, signature or JWT'
            cand --policy 'An IAM policy of the caller'
            cand --user-arn 'The ARN of an IAM caller, for `identity`'
            cand --cognito-group 'A Cognito group of the caller'
            cand --api-config 'What `aws appsync get-graphql-api` prints'
            cand --schema 'The schema, so that fields are judged'
            cand --authorizer 'The authorizer to ask; without it none is asked'
            cand --authorizer-response 'What the authorizer answered'
            cand --authorizer-timeout 'How long the authorizer may take, wherever it runs'
            cand --handler-env 'A variable for a local handler; can be given several times'
            cand -e 'An environment of appsync-auth.yaml'
            cand --env 'An environment of appsync-auth.yaml'
            cand --api 'Which API: its id, name, ARN or URL'
            cand --profile 'The AWS profile'
            cand --region 'The AWS region'
            cand --endpoint-url 'Another address for all AWS services, such as an emulator''s'
            cand --timeout 'How long one network call may take'
            cand --rule 'Read an undocumented behaviour of AppSync the other way, such as identity-regex=find; can be given several times'
            cand --color 'When to colour; `NO_COLOR` and `CLICOLOR_FORCE` are heeded'
            cand --connect 'The request opens a WebSocket'
            cand --iam 'A SigV4 signature of AWS credentials'
            cand --logs 'Show what the handler prints; for a deployed function the end of its log'
            cand --json 'Print one JSON envelope instead of text'
            cand -q 'Print no notes'
            cand --quiet 'Print no notes'
            cand -v 'Say each step; -vv also what goes over the wire'
            cand --verbose 'Say each step; -vv also what goes over the wire'
            cand --no-input 'Never ask; what is missing is an error'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'appsync-auth;local'= {
            cand --schema 'The schema: SDL, introspection JSON, or a pattern of SDL files [default: what appsync-auth.yaml says]'
            cand --default 'The default mode; AMAZON_COGNITO_USER_POOLS=POOL and OPENID_CONNECT=ISSUER say which [default: AWS_LAMBDA with an authorizer, else API_KEY]'
            cand --additional 'An additional mode; can be given several times'
            cand --ttl 'How long the authorizer''s answers live, in seconds'
            cand --identity-regex 'The identityValidationExpression'
            cand --api-config 'What `aws appsync get-graphql-api` prints, to start from'
            cand --data 'What fields answer, by coordinate; where it says nothing, values are made up'
            cand --resolver 'A function that answers a field, as a direct Lambda resolver; can be given several times'
            cand --port 'The port; 0 is any free one [default: 4000]'
            cand --host 'The address to listen on; others than this machine''s own open the emulator to the network'
            cand --state 'Keep APIs, keys and data in this folder'
            cand --account-id 'The account in ARNs, 12 digits'
            cand --authorizer 'Handler file, rules file, URL, lambda:NAME, command'
            cand --authorizer-timeout 'How long the authorizer may take, wherever it runs'
            cand --handler-env 'A variable for a local handler; can be given several times'
            cand -e 'An environment of appsync-auth.yaml'
            cand --env 'An environment of appsync-auth.yaml'
            cand --api 'Which API: its id, name, ARN or URL'
            cand --profile 'The AWS profile'
            cand --region 'The AWS region'
            cand --endpoint-url 'Another address for all AWS services, such as an emulator''s'
            cand --timeout 'How long one network call may take'
            cand --rule 'Read an undocumented behaviour of AppSync the other way, such as identity-regex=find; can be given several times'
            cand --color 'When to colour; `NO_COLOR` and `CLICOLOR_FORCE` are heeded'
            cand --tls 'Serve HTTPS, with a certificate of an authority that is made for it'
            cand --accept-any-credentials 'Take every signature by unknown credentials for good'
            cand --json 'Print one JSON envelope instead of text'
            cand -q 'Print no notes'
            cand --quiet 'Print no notes'
            cand -v 'Say each step; -vv also what goes over the wire'
            cand --verbose 'Say each step; -vv also what goes over the wire'
            cand --no-input 'Never ask; what is missing is an error'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand token 'Print a JWT that a running emulator accepts'
        }
        &'appsync-auth;local;token'= {
            cand --mode 'Whose token: AMAZON_COGNITO_USER_POOLS or OPENID_CONNECT [default: the first of them that the API has]'
            cand --claims 'Claims to add or to replace; null takes one away'
            cand --api 'The API, by its name or id [default: the first]'
            cand --url 'Where the emulator is [default: the port of appsync-auth.yaml, else http://127.0.0.1:4000]'
            cand --cacert 'The certificate of the emulator''s authority, with --tls'
            cand --color 'When to colour; `NO_COLOR` and `CLICOLOR_FORCE` are heeded'
            cand --json 'Print one JSON envelope instead of text'
            cand -q 'Print no notes'
            cand --quiet 'Print no notes'
            cand -v 'Say each step; -vv also what goes over the wire'
            cand --verbose 'Say each step; -vv also what goes over the wire'
            cand --no-input 'Never ask; what is missing is an error'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'appsync-auth;lint'= {
            cand --api-config 'What `aws appsync get-graphql-api` prints, instead of asking AWS; `-` is standard input'
            cand --deny 'Make an error of a rule, by code or name; can be given several times'
            cand --allow 'Do not report a rule, by code or name; can be given several times'
            cand --authorizer-response 'An answer of the authorizer, whose `deniedFields` must name fields; can be given several times'
            cand --authorizer 'A rules file, the `deniedFields` of whose answers must name fields'
            cand --format 'How findings are written: text, sarif or github'
            cand -e 'An environment of appsync-auth.yaml'
            cand --env 'An environment of appsync-auth.yaml'
            cand --api 'Which API: its id, name, ARN or URL'
            cand --profile 'The AWS profile'
            cand --region 'The AWS region'
            cand --endpoint-url 'Another address for all AWS services, such as an emulator''s'
            cand --timeout 'How long one network call may take'
            cand --rule 'Read an undocumented behaviour of AppSync the other way, such as identity-regex=find; can be given several times'
            cand --color 'When to colour; `NO_COLOR` and `CLICOLOR_FORCE` are heeded'
            cand --assume-query-aware 'The authorizer looks at the query, so a TTL above 0 is a finding'
            cand --fix 'Write the missing directives into the schema''s files'
            cand --json 'Print one JSON envelope instead of text'
            cand -q 'Print no notes'
            cand --quiet 'Print no notes'
            cand -v 'Say each step; -vv also what goes over the wire'
            cand --verbose 'Say each step; -vv also what goes over the wire'
            cand --no-input 'Never ask; what is missing is an error'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'appsync-auth;init'= {
            cand --language 'What to write it in; else what the folder shows, else a question'
            cand --color 'When to colour; `NO_COLOR` and `CLICOLOR_FORCE` are heeded'
            cand --json 'Print one JSON envelope instead of text'
            cand -q 'Print no notes'
            cand --quiet 'Print no notes'
            cand -v 'Say each step; -vv also what goes over the wire'
            cand --verbose 'Say each step; -vv also what goes over the wire'
            cand --no-input 'Never ask; what is missing is an error'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'appsync-auth;demo'= {
            cand --color 'When to colour; `NO_COLOR` and `CLICOLOR_FORCE` are heeded'
            cand --keep 'Leave the sample where it is, and go on serving it until Ctrl-C'
            cand --json 'Print one JSON envelope instead of text'
            cand -q 'Print no notes'
            cand --quiet 'Print no notes'
            cand -v 'Say each step; -vv also what goes over the wire'
            cand --verbose 'Say each step; -vv also what goes over the wire'
            cand --no-input 'Never ask; what is missing is an error'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'appsync-auth;completions'= {
            cand --color 'When to colour; `NO_COLOR` and `CLICOLOR_FORCE` are heeded'
            cand --json 'Print one JSON envelope instead of text'
            cand -q 'Print no notes'
            cand --quiet 'Print no notes'
            cand -v 'Say each step; -vv also what goes over the wire'
            cand --verbose 'Say each step; -vv also what goes over the wire'
            cand --no-input 'Never ask; what is missing is an error'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'appsync-auth;man'= {
            cand --color 'When to colour; `NO_COLOR` and `CLICOLOR_FORCE` are heeded'
            cand --json 'Print one JSON envelope instead of text'
            cand -q 'Print no notes'
            cand --quiet 'Print no notes'
            cand -v 'Say each step; -vv also what goes over the wire'
            cand --verbose 'Say each step; -vv also what goes over the wire'
            cand --no-input 'Never ask; what is missing is an error'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'appsync-auth;help'= {
            cand test-token 'Ask an authorizer about a token, or run suites of cases in CI'
            cand access 'Show who can reach which field, and keep it in a snapshot that a review can check'
            cand explain 'Say step by step why a request is denied, or print the page of a rule'
            cand local 'Serve AppSync''s authorization on this machine: for clients, the AWS CLI and tests'
            cand lint 'Check a schema''s and an API''s multi-auth set-up, and write missing directives'
            cand init 'Write an authorizer to start from, with its suite, configuration and CI workflow'
            cand demo 'Show what the other commands do, on a sample API: no account, no network, nothing else installed'
            cand completions 'Print the completions of a shell'
            cand man 'Write the manual pages into a folder'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'appsync-auth;help;test-token'= {
        }
        &'appsync-auth;help;access'= {
        }
        &'appsync-auth;help;explain'= {
        }
        &'appsync-auth;help;local'= {
            cand token 'Print a JWT that a running emulator accepts'
        }
        &'appsync-auth;help;local;token'= {
        }
        &'appsync-auth;help;lint'= {
        }
        &'appsync-auth;help;init'= {
        }
        &'appsync-auth;help;demo'= {
        }
        &'appsync-auth;help;completions'= {
        }
        &'appsync-auth;help;man'= {
        }
        &'appsync-auth;help;help'= {
        }
    ]
    $completions[$command]
}
