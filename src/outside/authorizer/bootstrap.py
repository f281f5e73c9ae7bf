# Runs a Lambda handler file on Python over the Lambda Runtime API. It is given to `python3 -` on standard input, so that
# no file is left behind, with two arguments: the handler file (absolute) and the name of its function; and two more
# where there are pipes: the descriptors to read from and to write to.
#
# The behaviour follows AWS's runtime interface client for Python (PyPI awslambdaric 4.2). What differs, and why: a
# bare socket or pipes, an answer and the request for the next event in one write (speed).


def main():
    import sys

    # Else a `json.py` of the user's would be what is imported here. On Lambda, too, it comes too late for that.
    if sys.path[:1] == [""]:
        del sys.path[0]
    # Compiled code is found again by the second and the size of its source: two quick edits would be one. And nothing is
    # left in the user's folder.
    sys.dont_write_bytecode = True

    import decimal
    import importlib.util
    import json
    import logging
    import os
    import socket
    import time
    import traceback

    file, function, *pipes = sys.argv[1:]
    sys.argv[:] = [file]
    sys.path.insert(0, os.environ["LAMBDA_TASK_ROOT"])
    version = sys.version_info[:2]
    os.environ.setdefault("AWS_EXECUTION_ENV", "AWS_Lambda_python%d.%d" % version)
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(line_buffering=True, errors="backslashreplace")

    address = os.environ["AWS_LAMBDA_RUNTIME_API"]
    if pipes:
        # Programs that the handler starts do not get them.
        to_read, to_write = map(int, pipes)
        os.set_inheritable(to_read, False)
        os.set_inheritable(to_write, False)
    else:
        host, port = address.rsplit(":", 1)
        connection = socket.create_connection((host, int(port)))
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        to_read = to_write = connection.fileno()
    base = "/2018-06-01/runtime/"
    next_request = ("GET %sinvocation/next HTTP/1.1\r\nhost: %s\r\n\r\n" % (base, address)).encode()
    held = bytearray()
    request_id = None

    def receive():
        """The head and the body of one answer."""
        while True:
            end = held.find(b"\r\n\r\n")
            if end >= 0:
                lines = held[:end].decode("latin-1").split("\r\n")
                head = {}
                for line in lines[1:]:
                    name, _, value = line.partition(":")
                    head[name.lower()] = value.strip()
                total = end + 4 + int(head.get("content-length", 0))
                while len(held) < total:
                    fill()
                body = bytes(held[end + 4 : total])
                del held[:total]
                return head, body
            fill()

    def fill():
        try:
            data = os.read(to_read, 65536)
        except OSError:
            data = b""
        if not data:
            # Whoever started this process is gone, or done with it. Threads of the handler must not hold it.
            flush()
            os._exit(0)
        held.extend(data)

    def send_all(data):
        while data:
            data = data[os.write(to_write, data):]

    def flush():
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except (OSError, ValueError):
                pass

    def request(route, body, content_type="application/json", error_type=None, pipelined=False):
        head = "POST %s%s HTTP/1.1\r\nhost: %s\r\ncontent-type: %s\r\ncontent-length: %d\r\n" % (
            base, route, address, content_type, len(body))
        if error_type is not None:
            head += "lambda-runtime-function-error-type: %s\r\n" % error_type.encode("ascii", "replace").decode()
        if pipelined:
            # The request for the next event is in the same write, so that the receipt may wait for it.
            head += "x-appsync-auth-pipelined: 1\r\n"
        return head.encode() + b"\r\n" + body

    def error_object(error_type, message, stack=(), **more):
        return {"errorMessage": message, "errorType": error_type, "requestId": request_id or "",
                "stackTrace": list(stack), **more}

    def stack_of(error):
        frames = traceback.extract_tb(error.__traceback__)
        return traceback.format_list([f for f in frames if f.filename != "<stdin>" and not f.filename.startswith("<frozen importlib")])

    def text_of(error):
        try:
            return str(error)
        except Exception:
            return "an error without a text"

    def refuse(error):
        """The handler cannot be loaded."""
        send_all(request("init/error", json.dumps(error).encode(), error_type=error["errorType"]))
        flush()
        receive()
        sys.exit(1)

    class AddRequestId(logging.Filter):
        def filter(self, record):
            record.aws_request_id = request_id or ""
            return True

    def set_up_logging():
        logging.Formatter.converter = time.gmtime
        sink = logging.StreamHandler(sys.stdout)
        sink.setFormatter(logging.Formatter(
            "[%(levelname)s]\t%(asctime)s.%(msecs)03dZ\t%(aws_request_id)s\t%(message)s", "%Y-%m-%dT%H:%M:%S"))
        sink.addFilter(AddRequestId())
        logging.getLogger().addHandler(sink)

    def load():
        stem = os.path.splitext(os.path.basename(file))[0]
        # As `importlib.import_module` would, were the name not taken by one of ours or of the standard library.
        spec = importlib.util.spec_from_file_location(stem, file)
        module = importlib.util.module_from_spec(spec)
        sys.modules.setdefault(stem, module)
        try:
            spec.loader.exec_module(module)
        except ImportError as error:
            refuse(error_object("Runtime.ImportModuleError",
                                "Unable to import module '%s': %s" % (stem, text_of(error)), stack_of(error)))
        except SyntaxError as error:
            refuse(error_object("Runtime.UserCodeSyntaxError", "Syntax error in module '%s': %s" % (stem, error),
                                ['  File "%s" Line %s\n    %s' % (error.filename, error.lineno, error.text)]))
        except Exception as error:
            refuse(error_object(type(error).__name__, text_of(error), stack_of(error)))
        found = module
        for name in function.split("."):
            found = getattr(found, name, None)
        if not callable(found):
            # Functions that the file itself defines, or anything of its own that can be called.
            names = [name for name, value in vars(module).items()
                     if callable(value) and getattr(value, "__module__", None) == module.__name__]
            problem = "missing on" if found is None else "is not callable in"
            refuse(error_object("Runtime.HandlerNotFound", "Handler '%s' %s module '%s'" % (function, problem, stem),
                                exports=names))
        return found

    class CognitoIdentity:
        cognito_identity_id = None
        cognito_identity_pool_id = None

    class LambdaContext:
        function_name = os.environ.get("AWS_LAMBDA_FUNCTION_NAME")
        function_version = os.environ.get("AWS_LAMBDA_FUNCTION_VERSION")
        memory_limit_in_mb = os.environ.get("AWS_LAMBDA_FUNCTION_MEMORY_SIZE")
        log_group_name = os.environ.get("AWS_LAMBDA_LOG_GROUP_NAME")
        log_stream_name = os.environ.get("AWS_LAMBDA_LOG_STREAM_NAME")
        client_context = None
        tenant_id = None

        def __init__(self, head):
            self.aws_request_id = head["lambda-runtime-aws-request-id"]
            self.invoked_function_arn = head.get("lambda-runtime-invoked-function-arn")
            self.identity = CognitoIdentity()
            self._deadline = int(head.get("lambda-runtime-deadline-ms", 0))

        def get_remaining_time_in_millis(self):
            return max(0, self._deadline - int(time.time() * 1000))

        def log(self, message):
            sys.stdout.write(str(message))

    def more_types(value):
        if isinstance(value, decimal.Decimal):
            return int(value) if value.is_finite() and value == value.to_integral_value() else float(value)
        raise TypeError("Object of type %s is not JSON serializable" % type(value).__name__)

    # AWS's client changed with Python 3.12. `NaN` is written as such, which is not JSON, in all of them.
    encode = json.JSONEncoder(default=more_types, ensure_ascii=version < (3, 12)).encode

    def marshal(result):
        if isinstance(result, bytes):
            return result, "application/unknown"
        return encode(result).encode(), "application/json"

    def answer(head, body):
        """The request that answers one event."""
        try:
            result = handler(json.loads(body), LambdaContext(head))
        except Exception as error:
            return failure(error_object(type(error).__name__, text_of(error), stack_of(error)))
        try:
            payload, content_type = marshal(result)
        except Exception as error:
            return failure(error_object("Runtime.MarshalError", "Unable to marshal response: %s" % text_of(error)))
        return request("invocation/%s/response" % request_id, payload, content_type, pipelined=True)

    def failure(error):
        return request("invocation/%s/error" % request_id, json.dumps(error).encode(),
                       error_type=error["errorType"], pipelined=True)

    set_up_logging()
    handler = load()
    flush()
    send = next_request
    trace = None
    while True:
        try:
            send_all(send)
        except OSError:
            os._exit(0)
        while True:
            head, body = receive()
            # Without an id it is the receipt for an answer, which says nothing.
            if "lambda-runtime-aws-request-id" in head:
                break
        request_id = head["lambda-runtime-aws-request-id"]
        if head.get("lambda-runtime-trace-id") != trace:
            # The environment never frees an old value.
            trace = head.get("lambda-runtime-trace-id")
            os.environ["_X_AMZN_TRACE_ID"] = trace
        send = answer(head, body) + next_request
        flush()


main()
