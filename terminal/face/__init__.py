"""The face without widgets: the scene, keys, menus and the flow between pages as data; and the desk's own thread."""
