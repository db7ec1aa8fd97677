namespace CaseWorkflows.Engine.Expressions;

// What is run before a script: the checks around built-in functions that no limit can stop, and functions that the interpreter's language lacks.
internal sealed partial class ScriptEngine
{
    // Only ES5. The array functions go over the whole length of an array in one step that no limit can stop, so the length is checked first.
    private const string Prelude = """
        function __begin(now, seed) {
          var D = Date;
          function Clock(y, m, d, h, i, s, ms) {
            if (!(this instanceof Clock)) return new D(now).toString();
            for (var i = 0; arguments.length > 1 && i < arguments.length; i++) if (!(Math.abs(arguments[i]) <= (i ? 1e6 : 1e4))) return new D(NaN);
            switch (arguments.length) {
              case 0: return new D(now);
              case 1: return new D(y);
              case 2: return new D(y, m);
              case 3: return new D(y, m, d);
              case 4: return new D(y, m, d, h);
              case 5: return new D(y, m, d, h, i);
              case 6: return new D(y, m, d, h, i, s);
              default: return new D(y, m, d, h, i, s, ms);
            }
          }
          Clock.prototype = D.prototype;
          D.prototype.constructor = Clock;
          Clock.now = function () { return now; };
          Clock.UTC = function () {
            for (var i = 0; i < arguments.length; i++) if (!(Math.abs(arguments[i]) <= (i ? 1e6 : 1e4))) return NaN;
            return D.UTC.apply(D, arguments);
          };
          Clock.parse = function (text) { return D.parse(text); };
          Date = Clock;
          Math.random = function () { seed = (seed * 16807 + 11) % 2147483647; return seed / 2147483647; };
          // Code made at run time would not pass through the checks that this script's own text has got.
          function forbidden() { throw new TypeError('Code can\'t be made from texts here'); }
          Object.defineProperty(Function.prototype, 'constructor', { value: forbidden, writable: false, configurable: false, enumerable: false });
          // Else Function.prototype below, and in scripts, would not be what functions inherit from.
          forbidden.prototype = Function.prototype;
          Function = forbidden;
          eval = forbidden;
          function own(type, name, make) {
            Object.defineProperty(type, name, { value: make(type[name]), writable: true, configurable: true, enumerable: false });
          }
          ['reverse', 'sort', 'indexOf', 'lastIndexOf', 'every', 'some', 'forEach', 'map', 'filter', 'reduce', 'reduceRight', 'splice', 'slice',
           'shift', 'unshift', 'concat', 'toLocaleString'].forEach(function (name) {
            own(Array.prototype, name, function (native) {
              return function () {
                __length(this.length);
                if (name === 'concat') for (var i = 0; i < arguments.length; i++) if (arguments[i]) __length(arguments[i].length);
                return native.apply(this, arguments);
              };
            });
          });
          own(Array.prototype, 'join', function (native) {
            return function (separator) {
              __length(this.length);
              var text = '', between = separator === undefined ? ',' : String(separator);
              for (var i = 0; i < this.length; i++) {
                var item = this[i];
                text = text + (i ? between : '') + (item === undefined || item === null ? '' : String(item));
              }
              return text;
            };
          });
          ['exec', 'test'].forEach(function (name) {
            own(RegExp.prototype, name, function (native) { return function (text) { __pattern(this); return native.call(this, text); }; });
          });
          ['match', 'search', 'split'].forEach(function (name) {
            own(String.prototype, name, function (native) {
              return function (pattern) {
                if (typeof pattern === 'string' && name !== 'split') pattern = arguments[0] = new RegExp(pattern);
                __pattern(pattern);
                if (name === 'split' && pattern instanceof RegExp) __spread(String(this).length, '', pattern.source);
                return native.apply(this, arguments);
              };
            });
          });
          // A date far outside the calendar is worked out year by year.
          ['FullYear', 'Month', 'Date', 'Hours', 'Minutes', 'Seconds'].forEach(function (part) {
            ['set' + part, 'setUTC' + part].forEach(function (name) {
              own(D.prototype, name, function (native) {
                return function () {
                  for (var i = 0; i < arguments.length; i++) if (!(Math.abs(arguments[i]) <= (part === 'FullYear' && !i ? 1e4 : 1e6))) return this.setTime(NaN);
                  return native.apply(this, arguments);
                };
              });
            });
          });
          own(String.prototype, 'replace', function (native) {
            return function (pattern, by) {
              __pattern(pattern);
              if (typeof by !== 'function') {
                by = String(by);
                __spread(String(this).length, by, pattern instanceof RegExp && by.indexOf('$') >= 0 ? pattern.source : '');
                __length((String(this).length + 1) * (by.length + 1) / 16);
              }
              return native.call(this, pattern, by);
            };
          });
          own(JSON, 'stringify', function (native) {
            return function (value) { __sized(value); return native.apply(JSON, arguments); };
          });
          own(JSON, 'parse', function (native) {
            return function (text) { __depth(text); return native.apply(JSON, arguments); };
          });
          own(Object, 'defineProperty', function (native) {
            return function (object, key, how) {
              if (Array.isArray(object)) {
                if (String(key) === 'length') __length(how && how.value);
                else __key(String(key));
              }
              return native.call(Object, object, key, how);
            };
          });
          own(Object, 'defineProperties', function (native) {
            return function (object, all) {
              if (Array.isArray(object)) throw new TypeError('Use Object.defineProperty for arrays');
              return native.call(Object, object, all);
            };
          });
          own(Function.prototype, 'apply', function (native) {
            return function (self, list) { if (list) __length(list.length * 16); return native.call(this, self, list); };
          });
          // Whoever could change these would be handed the built-in functions behind the ones above.
          ['apply', 'call', 'bind'].forEach(function (name) {
            Object.defineProperty(Function.prototype, name, { value: Function.prototype[name], writable: false, configurable: false, enumerable: false });
          });
        }
        """;

    // Functions of later versions of the language that definitions written for Elsa use; the later syntax can't be added like this.
    private const string NewerFunctions = """
        (function () {
          function add(type, name, value) {
            if (!type[name]) Object.defineProperty(type, name, { value: value, writable: true, configurable: true, enumerable: false });
          }
          add(Array.prototype, 'includes', function (item) { return this.some(function (x) { return x === item || (x !== x && item !== item); }); });
          add(Array.prototype, 'findIndex', function (test, self) {
            __length(this.length);
            for (var i = 0; i < this.length; i++) if (test.call(self, this[i], i, this)) return i;
            return -1;
          });
          add(Array.prototype, 'find', function (test, self) { var i = this.findIndex(test, self); return i < 0 ? undefined : this[i]; });
          add(Array.prototype, 'fill', function (value, from, to) {
            __length(this.length);
            for (var i = from || 0, end = to === undefined ? this.length : to; i < end; i++) this[i] = value;
            return this;
          });
          add(String.prototype, 'includes', function (text, from) { return this.indexOf(text, from) >= 0; });
          add(String.prototype, 'startsWith', function (text, from) { return this.substr(from || 0, String(text).length) === String(text); });
          add(String.prototype, 'endsWith', function (text) { text = String(text); return this.length >= text.length && this.substr(this.length - text.length) === text; });
          add(String.prototype, 'repeat', function (times) { __length(this.length * times); var text = ''; for (var i = 0; i < times; i++) text = text + this; return text; });
          add(String.prototype, 'padStart', function (length, by) {
            var text = String(this), more = length - text.length;
            if (more <= 0) return text;
            by = by === undefined ? ' ' : String(by);
            return by.repeat(Math.ceil(more / by.length)).substr(0, more) + text;
          });
          add(String.prototype, 'padEnd', function (length, by) {
            var text = String(this), more = length - text.length;
            if (more <= 0) return text;
            by = by === undefined ? ' ' : String(by);
            return text + by.repeat(Math.ceil(more / by.length)).substr(0, more);
          });
          add(Object, 'assign', function (target) {
            for (var i = 1; i < arguments.length; i++) for (var key in arguments[i]) target[key] = arguments[i][key];
            return target;
          });
          add(Object, 'values', function (of) { return Object.keys(of).map(function (key) { return of[key]; }); });
          add(Object, 'entries', function (of) { return Object.keys(of).map(function (key) { return [key, of[key]]; }); });
          add(Number, 'isInteger', function (x) { return typeof x === 'number' && isFinite(x) && Math.floor(x) === x; });
          add(Array.prototype, 'at', function (i) { i = i < 0 ? this.length + i : i; return this[Math.floor(i || 0)]; });
          add(Array.prototype, 'findLast', function (test, self) { for (var i = this.length - 1; i >= 0; i--) if (test.call(self, this[i], i, this)) return this[i]; });
          add(Array.prototype, 'flat', function (depth) {
            depth = depth === undefined ? 1 : depth;
            return this.reduce(function (all, x) { return all.concat(Array.isArray(x) && depth > 0 ? x.flat(depth - 1) : [x]); }, []);
          });
          add(Array.prototype, 'flatMap', function (make, self) { return this.map(make, self).flat(); });
          add(Array.prototype, 'keys', function () { return this.map(function (x, i) { return i; }); });
          add(Array.prototype, 'values', function () { return this.slice(); });
          add(Array.prototype, 'entries', function () { return this.map(function (x, i) { return [i, x]; }); });
          add(Array, 'of', function () { return Array.prototype.slice.call(arguments); });
          add(Array, 'from', function (of, make, self) {
            if (of === null || of === undefined) throw new TypeError(of + ' is not iterable');
            __length(of.length);
            var list = [];
            for (var i = 0; i < (of.length || 0); i++) list.push(make ? make.call(self, typeof of === 'string' ? of.charAt(i) : of[i], i) : typeof of === 'string' ? of.charAt(i) : of[i]);
            return list;
          });
          add(Object, 'fromEntries', function (pairs) { var made = {}; pairs.forEach(function (pair) { made[pair[0]] = pair[1]; }); return made; });
          add(Object, 'hasOwn', function (of, key) { return Object.prototype.hasOwnProperty.call(of, key); });
          add(Object, 'is', function (a, b) { return a === b ? a !== 0 || 1 / a === 1 / b : a !== a && b !== b; });
          add(String.prototype, 'at', function (i) { i = i < 0 ? this.length + i : i; var c = this.charAt(i || 0); return c === '' ? undefined : c; });
          add(String.prototype, 'trimStart', function () { return this.replace(/^\s+/, ''); });
          add(String.prototype, 'trimEnd', function () { return this.replace(/\s+$/, ''); });
          add(String.prototype, 'replaceAll', function (what, by) {
            if (what instanceof RegExp) return this.replace(what, by);
            return typeof by === 'function' ? this.split(what).join(by(what)) : this.split(what).join(by);
          });
          add(Number, 'isNaN', function (x) { return typeof x === 'number' && x !== x; });
          add(Number, 'isFinite', function (x) { return typeof x === 'number' && isFinite(x); });
          add(Number, 'MAX_SAFE_INTEGER', 9007199254740991);
          add(Number, 'MIN_SAFE_INTEGER', -9007199254740991);
          add(Number, 'EPSILON', 2.220446049250313e-16);
          add(Number, 'isSafeInteger', function (x) { return Number.isInteger(x) && Math.abs(x) <= 9007199254740991; });
          add(Number, 'parseInt', parseInt);
          add(Number, 'parseFloat', parseFloat);
          add(Math, 'cbrt', function (x) { return x < 0 ? -Math.pow(-x, 1 / 3) : Math.pow(x, 1 / 3); });
          add(Math, 'hypot', function () { var sum = 0; for (var i = 0; i < arguments.length; i++) sum += arguments[i] * arguments[i]; return Math.sqrt(sum); });
          add(Math, 'log2', function (x) { return Math.log(x) / Math.LN2; });
          add(Math, 'log10', function (x) { return Math.log(x) / Math.LN10; });
          add(Math, 'trunc', function (x) { return x < 0 ? Math.ceil(x) : Math.floor(x); });
          add(Math, 'sign', function (x) { x = +x; return x > 0 ? 1 : x < 0 ? -1 : x; });
        })();
        """;
}
