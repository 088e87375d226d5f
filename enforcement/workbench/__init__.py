"""The workbench of rule authors: ``anjuan rules new``, ``lint``, ``test``, ``diff``, ``docs`` …"""
