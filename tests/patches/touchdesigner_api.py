"""A small stand-in for TouchDesigner: knows the names of its documented Python API that a script may use, and no other.

Names and meanings after the user guide's pages OP_Class, COMP_Class, DAT_Class, CHOP_Class, Page_Class, Par_Class and
those of each operator (Syphon_Spout_In_TOP, OSC_In_DAT, ...). Any other name is an AttributeError or NameError, like
there. Callbacks run when `Project.frame()` is called, as they do once a frame.
"""

from __future__ import annotations

# Parameters of each operator that a script may touch.
OPERATORS = {
    "baseCOMP": ("COMP", ()),
    "textDAT": ("DAT", ("file",)),
    "tableDAT": ("DAT", ("file",)),
    "oscoutDAT": ("DAT", ("active", "protocol", "netaddress", "port")),
    "oscinDAT": ("DAT", ("active", "protocol", "port", "callbacks")),
    "parameterexecuteDAT": ("DAT", ("active", "op", "pars", "custom", "builtin", "valuechange", "onpulse")),
    "executeDAT": ("DAT", ("active", "start", "create", "exit", "framestart", "frameend")),
    "chopexecuteDAT": ("DAT", ("active", "chop", "channel", "offtoon", "whileon", "ontooff", "valuechange")),
    "syphonspoutinTOP": ("TOP", ("sendername",)),
    "ndiinTOP": ("TOP", ("active", "name", "extraips")),
    "videodeviceinTOP": ("TOP", ("active", "driver", "device")),
    "switchTOP": ("TOP", ("index", "blend")),
    "outTOP": ("TOP", ("label",)),
    "inCHOP": ("CHOP", ("label",)),
    "outCHOP": ("CHOP", ("label",)),
    "scriptCHOP": ("CHOP", ("callbacks",)),
}
STYLES = ("Float", "Int", "Toggle", "Menu", "Str", "Pulse")


class Strict:
    """Takes no attribute that its class does not list in `names`."""

    names: tuple[str, ...] = ()

    def __setattr__(self, name, value):
        if not name.startswith("_") and name not in self.names:
            raise AttributeError(f"{type(self).__name__} has no {name}")
        object.__setattr__(self, name, value)


class Par(Strict):
    names = (
        *("name", "label", "style", "owner", "default", "min", "max", "normMin", "normMax", "clampMin", "clampMax"),
        *("menuNames", "menuLabels", "help", "expr", "val", "isCustom", "readOnly", "enable"),
    )

    def __init__(self, owner, name, style="", label="", custom=False):
        self.owner, self.name, self.style, self.label, self.isCustom = owner, name, style, label or name, custom
        self.min, self.max, self.normMin, self.normMax, self.clampMin, self.clampMax = 0, 1, 0, 1, False, False
        self.menuNames, self.menuLabels, self.help = [], [], ""
        self._val = {"Str": "", "Menu": ""}.get(style, 0)
        self._before, self._pulses = None, 0

    @property
    def val(self):
        return self._val

    @val.setter
    def val(self, value):
        if self.style == "Menu":
            value = self.menuNames[value] if isinstance(value, int) else value
            assert value in self.menuNames, f"{self.name} has no choice {value!r}"
        elif self.style in ("Int", "Float"):
            value = (int if self.style == "Int" else float)(value)
            value = max(value, self.min) if self.clampMin else value
            value = min(value, self.max) if self.clampMax else value
        elif self.style == "Toggle":
            value = bool(value)
        elif self.style == "Str":
            value = str(value)
        self._val = value

    @property
    def menuIndex(self):
        return self.menuNames.index(self._val)

    def eval(self):
        value = eval(self.expr, self.owner._scope()) if "expr" in self.__dict__ else self._val
        return value.eval() if isinstance(value, Par) else value

    def pulse(self):
        assert self.style == "Pulse"
        self._pulses += 1


class ParCollection:
    """`OP.par`: parameters as attributes; assigning sets the value."""

    def __init__(self):
        object.__setattr__(self, "_pars", {})

    def __getattr__(self, name):
        try:
            return object.__getattribute__(self, "_pars")[name]
        except KeyError:
            raise AttributeError(f"no parameter {name}") from None

    def __setattr__(self, name, value):
        getattr(self, name).val = value


class Page(Strict):
    names = ("name", "owner")

    def __init__(self, owner, name):
        self.owner, self.name = owner, name

    def _append(self, style, name, label=None, order=None, replace=True):
        assert name[0].isupper() and name[1:].isalnum() and name[1:] == name[1:].lower(), f"bad name {name}"
        assert name not in self.owner.par._pars, f"{name} twice"
        par = self.owner.par._pars[name] = Par(self.owner, name, style, label, custom=True)
        par._page = self
        return (par,)


for _style in STYLES:
    setattr(Page, f"append{_style}", lambda self, name, _style=_style, **more: self._append(_style, name, **more))


class Channel:
    def __init__(self, name):
        self.name, self.vals = name, [0.0]

    def __setitem__(self, index, value):
        self.vals[index] = float(value)


class OP(Strict):
    names = ("name", "nodeX", "nodeY", "text", "viewer", "par", "family", "OPType")

    def __init__(self, project, parent, kind, name):
        self._project, self._parent, self._children, self._inputs, self.name = project, parent, {}, [], name
        self.family, pars = OPERATORS[kind]
        self.OPType, self.nodeX, self.nodeY, self.par = kind, 0, 0, ParCollection()
        for par in pars:
            self.par._pars[par] = Par(self, par)
        self._rows, self._channels, self._sent, self._module, self._pages = [], [], [], None, []

    # OP
    def parent(self):
        return self._parent

    def op(self, path):
        if path == "..":
            return self._parent
        return self._children.get(path)

    def destroy(self):
        del self._parent._children[self.name]

    def setInputs(self, inputs):
        assert all(node.family == self.family for node in inputs)
        self._inputs = list(inputs)

    def cook(self, force=False):
        if self.OPType == "scriptCHOP":
            self._parent.op(self.par.callbacks.val).module.onCook(self)

    # COMP
    def create(self, kind, name):
        assert self.family == "COMP" and name not in self._children
        node = self._children[name] = OP(self._project, self, kind, name)
        return node

    def appendCustomPage(self, name):
        assert self.family == "COMP"
        self._pages.append(Page(self, name))
        return self._pages[-1]

    # DAT
    @property
    def module(self):
        """The DAT's text as a Python module, made once."""
        assert self.family == "DAT"
        if self._module is None:
            scope = self._scope()
            exec(compile(self.text, self.name, "exec"), scope)
            self._module = type("module", (), {k: staticmethod(v) if callable(v) else v for k, v in scope.items()})
        return self._module

    def clear(self):
        self._rows, self._channels = [], []

    def row(self, name):
        return next((row for row in self._rows if row[0] == name), None)

    def appendRow(self, cells):
        self._rows.append([str(cell) for cell in cells])

    def __setitem__(self, place, value):
        row, column = place
        self.row(row)[column] = str(value)

    def sendOSC(self, address, values, asBundle=False, useNonStandardTypes=False):
        assert self.OPType == "oscoutDAT" and isinstance(values, (list, tuple))
        assert all(type(value) in (int, float, str) for value in values), values
        self._sent.append((address, list(values)))

    # CHOP
    def appendChan(self, name):
        assert self.OPType == "scriptCHOP"
        self._channels.append(Channel(name))
        return self._channels[-1]

    def _scope(self):
        """What a script in here sees."""
        home = self if self.family == "COMP" else self._parent
        inside = home if self.family != "COMP" else self
        return {"me": self, "parent": lambda: self._parent, "op": lambda path: self._project.find(inside, path)}


class Project:
    """A project with one container; `run` runs a script as the Run Script of a Text DAT there does."""

    def __init__(self):
        self.root = OP(self, None, "baseCOMP", "/")
        self.project1 = self.root.create("baseCOMP", "project1")

    def find(self, inside, path):
        return self.root.op(path[1:]) or (self.root if path == "/" else None) if path[0] == "/" else inside.op(path)

    def run(self, text, dat=True):
        """dat: from a Text DAT, else from the textport, where `me` is no DAT."""
        home = self.project1.create("textDAT", "script") if dat else self.root
        exec(compile(text, "script", "exec"), {**home._scope(), **{kind: kind for kind in OPERATORS}})

    def frame(self):
        """What happens once a frame: parameter callbacks, scripts at the frame's start."""
        for comp in [self.project1, *self.project1._children.values()]:
            for dat in [node for node in comp._children.values() if node.OPType == "executeDAT"]:
                if dat.par.framestart.val:
                    dat.module.onFrameStart(0)
            for dat in [node for node in comp._children.values() if node.OPType == "parameterexecuteDAT"]:
                assert dat.par.custom.val and not dat.par.builtin.val and dat.par.pars.val == "*"
                for par in list(dat.op(dat.par.op.val).par._pars.values()):
                    if par._before is not None and par._before != par._val and dat.par.valuechange.val:
                        dat.module.onValueChange(par, par._before)
                    par._before = par._val
                    for _ in range(par._pulses if dat.par.onpulse.val else 0):
                        dat.module.onPulse(par)
                    par._pulses = 0

    def osc(self, comp, address, *values):
        """A message comes in."""
        dat = comp.op("osc_in")
        comp.op(dat.par.callbacks.val).module.onReceiveOSC(dat, 0, "", b"", 0.0, address, list(values), None)
