"""Serial ports that are plugged in, as links. Nothing is opened here; what a port's far end speaks nobody can see."""


def found_ports() -> tuple[str, ...]:
    """serial:///dev/ttyUSB0, serial://COM3 …, by name; only those with a device behind them."""
    from serial.tools.list_ports import comports

    devices = sorted(port.device for port in comports() if port.hwid != "n/a")
    return tuple(f"serial://{device}" for device in devices)
